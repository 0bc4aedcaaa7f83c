"""Is anything on the pages of surveys and requests said that its interval does not allow?

What sentences tell is read back, and held against the intervals and exact limits alone.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from scipy import stats

from analytics.changes import COMPARABLE
from analytics.metrics import METRICS
from pages import resolution, satisfaction
from pages.components.frame import Asked
from pages.components.requests import steps
from pages.components.surveys import by_round, side_by_side, village_funnel
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import panel

pytestmark = pytest.mark.slow
Ask = Callable[..., Asked]
STAND = SimpleNamespace(is_judged=True)
TOWNSHIPS = ("990101001000", "990101002000", "990101103000", "990101104000")
SHARES = ("satisfaction_rate", "dissatisfaction_rate")
ALARM = 0.001  # of a tail: limits of 99.8 %
SURVEYS = {
    "en": {"better": "better than the round before beyond", "worse": "worse than the round before",
           "": "that is within chance", "since_better": "it improved beyond",
           "since_worse": "it worsened beyond", "apart": "is beyond chance",
           "alike": "do not differ beyond chance", "rose": "rose beyond", "fell": "fell beyond"},
    "zh": {"better": "比上一轮好转", "worse": "比上一轮变差", "": "之差在偶然波动之内",
           "since_better": "以来好转", "since_worse": "以来变差", "apart": "，超出偶然波动。",
           "alike": "没有超出偶然波动的差别", "rose": "满意率上升", "fell": "满意率下降"},
}  # fmt: skip


@pytest.fixture
def asked(page: Page, telling_home: Path) -> Ask:
    """Ask for a part of a page on a demo district whose stories can be seen."""
    page(telling_home)
    return partial(ask, telling_home, satisfaction.PAGE.offers, period="2026-H1")


def allowed(metric: str, low: float, high: float) -> str:
    """What an interval of a difference allows to be said."""
    if pd.isna(low) or low <= 0 <= high:
        return ""
    return "better" if (low > 0) == (METRICS[metric].better == "higher") else "worse"


def said(text: str, lang: str, *kinds: str) -> list[str]:
    return [kind for kind in kinds if SURVEYS[lang][kind] in text]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rounds_are_called_better_and_worse_as_their_intervals_allow(asked: Ask, lang: str) -> None:
    read: set[str] = set()
    for area in ("", *TOWNSHIPS):
        for metric in SHARES:
            given = asked(lang, area=area, metric=metric)
            row = by_round.latest(by_round.trend(given, metric))
            assert row is not None
            if row["state"] not in COMPARABLE:
                continue
            verdict = allowed(metric, row["difference_low"], row["difference_high"])
            words = by_round.told(given, by_round.trend(given, metric))
            assert said(words, lang, "better", "worse", "") == [verdict], words
            since = allowed(metric, row["since_difference_low"], row["since_difference_high"])
            told = said(words, lang, "since_better", "since_worse")
            assert told == ([f"since_{since}"] if since else []), words
            read.add(verdict)
        given = asked(lang, area=area)
        row = by_round.latest(by_round.trend(given, SHARES[0]))
        verdict = allowed(SHARES[0], row["difference_low"], row["difference_high"])
        rose_or_fell = {"better": ["rose"], "worse": ["fell"], "": []}[verdict]
        assert said(satisfaction.title(given, STAND), lang, "rose", "fell") == rose_or_fell
    assert read


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_sides_differ_where_the_interval_of_their_difference_says_so(
    asked: Ask, lang: str
) -> None:
    for area in ("", *TOWNSHIPS):
        for shown in side_by_side.draw(asked(lang, area=area)):
            known = shown.rows[shown.rows["difference"].notna()]
            apart = [
                row for row in known.to_dict("records")
                if allowed(row["metric"], row["difference_low"], row["difference_high"])
            ]  # fmt: skip
            assert shown.words.count(SURVEYS[lang]["apart"]) == len(apart)
            assert all(row["name"] in shown.words for row in apart)
            assert bool(said(shown.words, lang, "alike")) == bool(len(known) and not apart)


def test_villages_named_outside_the_funnel_are_beyond_its_exact_limits(
    page: Page, district: Path
) -> None:
    page(district)
    given = ask(district, satisfaction.PAGE.offers, period="2026-H1", by=village_funnel.EXACT)
    places, _ = village_funnel.funnel(given)
    told = panel(village_funnel.draw(given), "funnel").words
    judged = places[places["band"] != "unjudged"]
    outside = set()
    for row in judged.itertuples():
        people, yes = round(row.n), round(row.value * row.n)
        tails = (
            stats.binom.cdf(yes, people, row.target),
            stats.binom.sf(yes - 1, people, row.target),
        )
        if min(tails) < ALARM:
            outside.add(row.name)
    assert outside
    named = {name for name in judged["name"] if re.search(rf"{re.escape(name)}(?!\w)", told)}
    more = re.search(r"and (\d+) more", told)
    assert named <= outside
    assert len(named) + int(more[1] if more else 0) == len(outside), told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_steps_are_called_slow_only_where_their_interval_lies_below_the_usual_pace(
    page: Page, telling_home: Path, lang: str
) -> None:
    page(telling_home)
    read = set()
    for area in ("", *TOWNSHIPS, "990101103205"):
        given = ask(telling_home, resolution.PAGE.offers, lang, area=area, period="2026",
                    grain="year")  # fmt: skip
        rows = panel(steps.draw(given), "steps_compared").rows
        worse = rows[rows["verdict"] == "worse"]
        assert (worse["high"] < 1).all()
        assert (rows.loc[rows["high"] >= 1, "verdict"] != "worse").all()
        found, title = steps.slow(given), steps.title(given)
        if found is None:
            assert title == ""
        else:
            own = worse[(worse["area_code"] == found.area_code) & (worse["stage"] == found.stage)]
            assert (own["ratio"] <= 0.8).all()
            assert len(own) == 1
            assert given.teller.name(found.area_code) in title
            assert steps.step_name(given, found.stage).lower() in title.lower()
        read.add(found is None)
    assert read == {True, False}
