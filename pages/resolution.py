"""How long do requests take, where do they wait, and how do residents judge what was done?"""

from pages.components import frame
from pages.components.frame import Asked, Page
from pages.components.requests import (
    alike,
    closings,
    course,
    scores,
    solving,
    steps,
    times,
    waiting,
)
from pages.components.standing import Standing

NAME = "resolution"
CARDS = (
    "requests_received",
    "on_time_rate",
    "resolution_median_days",
    "resolution_p90_days",
    "composite_score",
    "open_backlog",
    "overdue_backlog",
    "excluded_share",
    "repeat_rate",
    "reopened_rate",
)


def title(asked: Asked, stand: Standing) -> str:
    """The finding: the slow step if there is one, else how long requests take."""
    say = asked.teller.say
    if not stand.is_judged:
        return say("title.few")
    return steps.title(asked) or times.title(asked)


PAGE = Page(
    name=NAME,
    metrics=CARDS,
    offers=("category_code", "channel", "kind", "setting", "village_class"),
    title=title,
    parts={
        "times": times.draw,
        "steps": steps.draw,
        "scores": scores.draw,
        "waiting": waiting.draw,
        "solving": solving.draw,
        "closings": closings.draw,
        "alike": alike.draw,
        "course": course.draw,
    },
)


def render() -> None:
    """Draw the page."""
    frame.render(PAGE)


if __name__ == "__main__":  # a cold server opened at /resolution runs this file: frame first
    import dashboard

    dashboard.main()
