"""Where is it so: any metric by township, village and grid, on a map that needs no internet?"""

from pages.components import frame
from pages.components.frame import Asked, Page
from pages.components.maps import circles, gatherings, moments, pair, single
from pages.components.standing import Standing

NAME = "grid_map"
CARDS = (
    "satisfaction_rate",
    "on_time_rate",
    "resolution_median_days",
    "household_coverage_rate",
    "requests_received",
)


def title(asked: Asked, stand: Standing) -> str:
    """What the map says, without the full stop of a sentence."""
    return single.title(asked).rstrip(".。") if stand.is_judged else asked.teller.say("title.few")


PAGE = Page(
    name=NAME,
    metrics=CARDS,
    offers=("category_code", "channel", "kind", "setting", "village_class"),
    title=title,
    parts={
        "map": single.draw,
        "moments": moments.draw,
        "pair": pair.draw,
        "gatherings": gatherings.draw,
        "circles": circles.draw,
    },
)


def render() -> None:
    """Draw the page."""
    frame.render(PAGE)


if __name__ == "__main__":  # a cold server opened at /grid_map runs this file: frame first
    import dashboard

    dashboard.main()
