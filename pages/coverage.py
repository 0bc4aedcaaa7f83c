"""Were households visited, those that must be among them, and what came of it?"""

from analytics import changes
from pages.components import frame
from pages.components.frame import Asked, Page
from pages.components.standing import Standing
from pages.components.visits import issues, links, load, patterns, promises, reach, waits
from pages.texts import t

NAME = "coverage"
REACHED, KEPT = "household_coverage_rate", "priority_coverage_rate"
CARDS = (REACHED, KEPT, "link_coverage_rate", "was_met_rate", "issues_per_100_visits")


def render() -> None:
    """Draw the page."""
    frame.render(PAGE)


def _title(asked: Asked, stand: Standing) -> str:
    """How many were reached and how many promises kept; and what moved beyond chance."""
    if not stand.is_judged:
        return t("title.few")
    told = [
        t(f"title.{metric}", share=str(_amount(asked, stand, metric)))
        for metric in (REACHED, KEPT)
        if metric in stand.recorded and stand.row(metric)["state"] in changes.COMPARABLE
    ]
    moved = stand.change(REACHED)
    if told and moved is not None and moved["is_beyond_chance"]:
        key = "title.reached_more" if moved["difference"] > 0 else "title.reached_fewer"
        told[0] = t(key, told=told[0], before=asked.teller.previous)
    if not told:
        return t("title.visits")
    return t("title.join_visits").join(told)


def _amount(asked: Asked, stand: Standing, metric: str) -> object:
    value = stand.row(metric)["value"]
    return asked.teller.style(metric, value).amount(value)


PAGE = Page(
    name=NAME,
    metrics=CARDS,
    offers=("setting", "village_class"),
    title=_title,
    parts={
        "reach": reach.part,
        "promises": promises.part,
        "waits": waits.part,
        "links": links.part,
        "load": load.part,
        "raised": issues.part,
        "patterns": patterns.part,
    },
)

if __name__ == "__main__":  # a cold server opened at /coverage runs this file: frame first
    import dashboard

    dashboard.main()
