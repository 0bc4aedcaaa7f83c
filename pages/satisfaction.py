"""Are residents satisfied, did enough of them answer, and what changed beyond chance?"""

import pandas as pd

from analytics import shares
from pages.components import frame
from pages.components.frame import Asked, Page
from pages.components.standing import Standing
from pages.components.surveys import (
    answers,
    by_round,
    nonresponse,
    rounds,
    side_by_side,
    village_funnel,
    wording,
)

NAME = "satisfaction"
CARDS = (*shares.METRICS, "survey_participation_rate", "item_nonresponse_rate")


def title(asked: Asked, stand: Standing) -> str:
    """The finding: whether satisfaction moved, else in how many villages too few took part."""
    say = asked.teller.say
    if not stand.is_judged:
        return say("title.few")
    row = by_round.latest(by_round.trend(asked, "satisfaction_rate"))
    if row is not None and row["verdict"]:
        return say(
            f"surveys.title_{row['verdict']}",
            round=row["round_name"],
            value=wording.share(asked, row["value"]),
        )
    held = rounds.rounds(asked)
    known = held[held["value"].notna()]
    below = int(known["below_gate"].iloc[-1]) if len(known) else 0
    if row is None or pd.isna(row["value"]):
        return say("surveys.title_no_value")
    if below:
        return say("surveys.title_gate", n=below, round=row["round_name"],
                   value=wording.share(asked, row["value"]),
                   places=asked.teller.count_of("village", below))  # fmt: skip
    value = wording.share(asked, row["value"])
    return say("surveys.title_quiet", round=row["round_name"], value=value)


PAGE = Page(
    name=NAME,
    metrics=CARDS,
    offers=("setting", "village_class"),
    title=title,
    parts={
        "rounds": rounds.draw,
        "answers": answers.draw,
        "by_round": by_round.draw,
        "village_funnel": village_funnel.draw,
        "side_by_side": side_by_side.draw,
        "nonresponse": nonresponse.draw,
    },
)


def render() -> None:
    """Draw the page."""
    frame.render(PAGE)


if __name__ == "__main__":  # a cold server opened at /satisfaction runs this file: frame first
    import dashboard

    dashboard.main()
