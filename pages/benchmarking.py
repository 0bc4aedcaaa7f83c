"""Is each village behind its benchmark, catching up, and is the pair still the right one?"""

from collections.abc import Sequence

from pages.components import frame
from pages.components.benchmarks import (
    gap,
    likeness,
    programmes,
    review,
    village,
    village_funnel,
    way,
    workspace,
)
from pages.components.benchmarks.ground import Ground
from pages.components.frame import Asked, Page
from pages.components.panels import Panel
from pages.components.standing import Standing

NAME = "benchmarking"


TITLES = {
    "trajectory": way.title,
    "plan": way.title,
    "review": review.title,
    "workspace": workspace.title,
}


def title(asked: Asked, stand: Standing) -> str:
    """The finding of the part on screen; how much is on record is told beside it."""
    del stand
    return TITLES.get(asked.view.pinned.part, gap.sentence)(Ground.of(asked))


def gaps(asked: Asked) -> Sequence[Panel]:
    """The part about gaps: of one village, or of all of the place; other programmes last."""
    ground = Ground.of(asked)
    found = village.panels(ground) if ground.village else [gap.all_villages(ground)]
    return [*found, village_funnel.panel(ground), *programmes.panel(ground)]


PAGE = Page(
    name=NAME,
    metrics=(
        "satisfaction_rate",
        "on_time_rate",
        "resolution_median_days",
        "callback_satisfaction_rate",
        "household_coverage_rate",
    ),
    offers=("category_code", "channel"),
    title=title,
    parts={
        "gap": gaps,
        "peers": likeness.panels,
        "trajectory": way.panels,
        "review": review.panels,
        "plan": way.table,
        "workspace": workspace.panels,
    },
    at_work=("review", "workspace"),
)


def render() -> None:
    """Draw the page."""
    frame.render(PAGE)


if __name__ == "__main__":  # a cold server opened at /benchmarking runs this file: frame first
    import dashboard

    dashboard.main()
