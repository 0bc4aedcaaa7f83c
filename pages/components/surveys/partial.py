"""Which rounds left villages out, and of whom do their numbers speak then?"""

import pandas as pd

from analytics import survey_weights
from pages.components.frame import Asked
from pages.components.surveys import choices, reading, wording


def notes(asked: Asked, rows: pd.DataFrame, metric: str) -> list[str]:
    """What to know of the rounds of a series that did not reach every village of the place.

    Where villages were drawn, the answers reach beyond them, but less far than the number of people
    suggests: villages are clusters, for which the interval allows. Where they were chosen, nothing
    reaches beyond them.
    """
    found = reading.own(asked.scope, asked.view)
    random = set(found.rounds.loc[found.rounds["selection"] == "random", "round_id"])
    told = [row for row in rows.to_dict("records") if row["state"] not in ("none", "hidden")]
    drawn = [row["round_id"] for row in told if row["round_id"] in random]
    said = _drawn(asked, drawn, metric) if drawn else ""
    chosen = _chosen(asked, [row for row in told if row["round_id"] not in random])
    return [sentence for sentence in (said, chosen) if sentence]


def _drawn(asked: Asked, drawn: list[str], metric: str) -> str:
    """Of the latest round that drew villages: what its people are worth, and its raked share."""
    found, say = reading.own(asked.scope, asked.view), asked.teller.say
    villages = reading.places(asked.scope, asked.view, asked.view.area)
    weighed = survey_weights.weighings(found, villages, metric, choices.thread(asked))
    partly = weighed[weighed["round_id"].isin(drawn)]
    partly = partly[partly["answering"] < partly["villages"]]
    if partly.empty:
        return ""
    ways = partly[partly["round_id"] == partly["round_id"].iloc[-1]].set_index("way")
    row = ways.loc["raked"]
    return say(
        "surveys.partly_drawn",
        round=choices.round_name(asked, row["round_id"]),
        covered=wording.number(asked, row["answering"]),
        villages=asked.teller.count_of("village", int(row["villages"])),
        share=wording.share(asked, row["value"]),
        interval=wording.interval(asked, row["low"], row["high"]),
        people=wording.number(asked, row["n"]),
        worth=wording.number(asked, ways.loc["weighted", "worth"]),
    )


def _chosen(asked: Asked, told: list[dict]) -> str:
    """Of the latest round that reached some villages only, chosen and not drawn."""
    found = reading.own(asked.scope, asked.view)
    households = found.coverage[found.coverage["answered"] > 0]
    reached = households.groupby("round_id")["area_code"].nunique()
    villages = len(reading.places(asked.scope, asked.view, asked.view.area))
    partly = [row for row in told if 0 < reached.get(row["round_id"], 0) < villages]
    if not partly:
        return ""
    name = partly[-1]["round_id"]
    return asked.teller.say(
        "surveys.partly_chosen",
        round=choices.round_name(asked, name),
        covered=wording.number(asked, reached[name]),
        villages=asked.teller.count_of("village", villages),
    )
