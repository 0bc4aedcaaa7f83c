"""Is anything on the page of benchmark villages said that its interval does not allow?

What is told, in tables and in sentences, is read back and held against the intervals alone.
"""

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.changes import COMPARABLE
from analytics.metrics import METRICS
from pages import benchmarking
from pages.components.benchmarks import gap
from pages.components.benchmarks.ground import Ground
from pages.components.frame import Asked
from pages.components.panels import Panel
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import table, title, words

pytestmark = pytest.mark.slow  # a district in which opinions of villages may be told
Ask = Callable[..., Asked]
LANGS = ("en", "zh")
METRICS_ASKED = ("satisfaction_rate", "household_coverage_rate", "resolution_median_days")
TOLD = {
    "en": {
        "behind": "behind beyond chance", "ahead": "ahead beyond chance",
        "within": "cannot be told apart", "on_track": "on track", "off_track": "off track",
        "cannot_tell": "cannot be told", "none": "no target or no number",
        "improved": "improved", "fell": "fell behind", "came_back": "came back", "": "—",
    },
    "zh": {
        "behind": "落后，超出偶然波动", "ahead": "领先，超出偶然波动", "within": "分不出高低",
        "on_track": "达到进度", "off_track": "落后于进度", "cannot_tell": "尚不能判断",
        "none": "没有目标或数值", "improved": "提升", "fell": "下滑",
        "came_back": "回到原有水平", "": "—",
    },
}  # fmt: skip
SENTENCE = {
    "en": {
        "title_behind": "is behind its benchmark", "title_ahead": "is ahead of its benchmark",
        "title_within": "cannot be told apart", "title_unjudged": "cannot be compared",
        "behind": "): behind, beyond chance", "ahead": "): ahead, beyond chance",
        "within": ") can be chance;", "unjudged": "cannot be compared with its benchmark",
        "on_track": "is on track: at", "off_track": "is off track beyond chance",
        "cannot_tell": "on track cannot be told", "none": "No target is on record",
        "improved": "It has improved.", "fell": "It has fallen behind them.",
        "came_back": "It came back to its level", "": ") can be chance, or rests on",
        "differs": "is no contradiction", "beyond": "), beyond chance.",
        "chance": "), which can be chance.",
        "holds": "within chance, as it should", "fails": "they were not moving alike before",
        "open": "whether they moved alike before stays open",
        "sides": r"Behind [^:]*: ([^.]*)\.|Ahead of [^:]*: ([^.]*)\.", "list": ", ",
    },
    "zh": {
        "title_behind": "落后于标杆村", "title_ahead": "领先于标杆村",
        "title_within": "尚分不出高低", "title_unjudged": "无法比较",
        "behind": "：落后，超出偶然波动", "ahead": "：领先，超出偶然波动",
        "within": "可能出于偶然；差到", "unjudged": "无法与标杆村",
        "on_track": "达到进度：现为", "off_track": "落后于进度，超出偶然波动",
        "cannot_tell": "是否达到进度尚不能判断", "none": "没有目标记录",
        "improved": "确有提升。", "fell": "比相似村下滑。", "came_back": "这是回到原有水平",
        "": "可能出于偶然，或只靠头一个半年", "beyond": "），超出偶然波动。",
        "differs": "并不矛盾", "chance": "），可能出于偶然。", "holds": "未超出偶然波动，理应如此",
        "fails": "两边此前走势就不一致", "open": "两边此前走势是否一致，尚无定论",
        "sides": r"落后于[^：]*：([^；。]*)[；。]|领先[^：]*的：([^；。]*)[；。]", "list": "、",
    },
}  # fmt: skip


@pytest.fixture
def asked(page: Page, district: Path) -> Ask:
    """Ask for the page on the district, as an address names it."""
    page(district)
    offers = benchmarking.PAGE.offers
    return lambda lang, **address: ask(district, offers, lang, period="2026-H1", **address)


# ---------------------------------------------------------------- intervals alone
def side(metric: str, low: float, high: float) -> str:
    """Where a whole interval lies: on the better or the worse side of zero, or on both."""
    if math.isnan(low) or math.isnan(high):
        return "unknown"
    if low <= 0 <= high:
        return "both"
    return "better" if (low > 0) == (METRICS[metric].better == "higher") else "worse"


def of_gap(row: Mapping[str, Any]) -> str:
    """What the interval of a gap allows to be said."""
    if not {row["state"], row["benchmark_state"]} <= set(COMPARABLE):
        return "unjudged"
    where = side(row["metric"], row["low"], row["high"])
    return {"better": "ahead", "worse": "behind", "both": "within"}[where]


def of_way(row: Mapping[str, Any]) -> str:
    """What the interval of the distance from the path allows to be said."""
    where = side(row["metric"], row["distance_low"], row["distance_high"])
    return {"better": "on_track", "worse": "off_track", "both": "cannot_tell"}.get(where, "none")


def of_change(row: Mapping[str, Any]) -> set[str]:
    """What the two intervals of the change beside peers allow to be said."""
    whole = side(row["metric"], row["relative_low"], row["relative_high"])
    late = side(row["metric"], row["late_low"], row["late_high"])
    if whole == late == "better":
        return {"improved"}
    if whole == late == "worse":
        return {"fell"}
    return {"came_back", ""} if late == "both" and row["started_low"] else {""}


def records(panel: Panel) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in panel.rows.to_dict("records")]


def by_key(asked: Asked, part: str) -> dict[str, Panel]:
    return {panel.key: panel for panel in benchmarking.PAGE.parts[part](asked)}


def said(text: str, lang: str, *kinds: str) -> list[str]:
    """Which of these things a text says."""
    return [kind for kind in kinds if SENTENCE[lang][kind] in text]


def check_gap_row(panel: Panel, row: Mapping[str, Any], lang: str) -> None:
    """The last cell of a row tells what its interval allows, and the written interval too."""
    told, allowed = panel.columns[-1].write(row), of_gap(row)
    verdicts = {TOLD[lang][kind] for kind in ("behind", "ahead", "within")}
    assert (told == TOLD[lang][allowed]) if allowed != "unjudged" else (told not in verdicts), row
    written = panel.columns[-3].write(row)
    ends = [float(x.replace("−", "-")) for x in re.findall(r"[+−]?\d+\.?\d*", written)]
    if len(ends) == 2 and allowed != "unjudged":
        crosses = ends[0] <= 0 <= ends[1]
        assert crosses if allowed == "within" else (ends[0] >= 0 or ends[1] <= 0), written


# ---------------------------------------------------------------- gaps
@pytest.mark.parametrize("metric", METRICS_ASKED)
@pytest.mark.parametrize("lang", LANGS)
def test_gaps_of_all_villages(asked: Ask, lang: str, metric: str) -> None:
    given = asked(lang, metric=metric)
    panel = by_key(given, "gap")["gaps"]
    rows = records(panel)
    for row in rows:
        check_gap_row(panel, row, lang)
    kinds = pd.Series([of_gap(row) for row in rows])
    assert {"behind", "ahead", "within"} <= set(kinds)
    counted = [int((kinds == kind).sum()) for kind in ("behind", "ahead", "within", "unjudged")]
    numbers = re.findall(r"\d+", panel.words)[:5]
    assert [int(number) for number in numbers] == [len(rows), *counted]
    worst = [row for row, kind in zip(rows, kinds, strict=True) if kind == "behind"]
    worst = sorted(worst, key=lambda row: -abs(row["difference"]))[:3]
    named = panel.words.split(TOLD_FURTHEST[lang])[1]
    assert re.findall(r"([^\s、,]+?) ?[（(][+−]", named) == [row["village"] for row in worst]
    top = [int(n) for n in re.findall(r"\d+", gap.sentence(Ground(given)))[:2]]
    assert sorted(top) == sorted([counted[0], sum(counted[:3])])


TOLD_FURTHEST = {"en": "Furthest behind: ", "zh": "落后最多的是"}


@pytest.mark.parametrize("lang", LANGS)
def test_gaps_of_one_village(asked: Ask, lang: str) -> None:
    """Ten of each kind have the title their interval allows; two are read throughout."""
    rows = Ground(asked(lang)).gaps("satisfaction_rate").to_dict("records")
    read: dict[str, int] = {}
    for row in rows:
        kind = of_gap(row)
        read[kind] = read.get(kind, 0) + 1
        if read[kind] > 10:
            continue
        given = asked(lang, area=row["village_code"])
        every = ("title_behind", "title_ahead", "title_within", "title_unjudged")
        assert said(gap.sentence(Ground(given)), lang, *every) == [f"title_{kind}"], row
        if read[kind] > 2:
            continue
        panels = by_key(given, "gap")
        every = ("behind", "ahead", "within", "unjudged")
        assert said(panels["gap"].words, lang, *every) == [kind]
        check_profile(panels["profile"], given, lang)
        check_course(panels["gap_over_time"], lang)
    assert min(read[kind] for kind in ("behind", "ahead", "within", "unjudged")) > 1


def check_profile(panel: Panel, given: Asked, lang: str) -> None:
    """Measures are named behind and ahead as their intervals allow, in the words and the table."""
    named: dict[str, set[str]] = {"behind": set(), "ahead": set()}
    for behind, ahead in re.findall(SENTENCE[lang]["sides"], panel.words):
        named["behind"] |= set(behind.split(SENTENCE[lang]["list"])) - {""}
        named["ahead"] |= set(ahead.split(SENTENCE[lang]["list"])) - {""}
    rows = records(panel)
    for kind, names in named.items():
        allowed = {given.teller.inline(r["metric"]) for r in rows if of_gap(r) == kind}
        assert names == allowed, panel.words
    for row in rows:
        check_gap_row(panel, row, lang)


def check_course(panel: Panel, lang: str) -> None:
    """Half-years are counted behind and ahead as their intervals allow."""
    rows = records(panel)
    for row in rows:
        check_gap_row(panel, row, lang)
    known = [of_gap(row) for row in rows if not math.isnan(row["difference"])]
    if len(known) > 1:
        told = [int(number) for number in re.findall(r"\d+", panel.words)[:3]]
        assert told == [len(known), known.count("behind"), known.count("ahead")]


# ---------------------------------------------------------------- the way to the target
@pytest.mark.parametrize("metric", METRICS_ASKED)
@pytest.mark.parametrize("lang", LANGS)
def test_ways_of_all_villages(asked: Ask, lang: str, metric: str) -> None:
    panels = by_key(asked(lang, metric=metric), "trajectory")
    ways, changes = panels["ways"], panels["changes"]
    states = []
    for row in records(ways):
        states.append(of_way(row))
        assert ways.columns[-1].write(row) == TOLD[lang][states[-1]], row
    numbers = [int(number) for number in re.findall(r"\d+", ways.words)]
    order = ("on_track", "off_track", "cannot_tell", "none")
    assert numbers == [len(states), *(states.count(state) for state in order)]
    allowed = [(row, of_change(row)) for row in records(changes)]
    for row, kinds in allowed:
        assert changes.columns[-1].write(row) in {TOLD[lang][kind] for kind in kinds}, row
    assert any("improved" in kinds for _, kinds in allowed)
    for kind, word in CHANGED[lang].items():
        told = re.search(word, changes.words)
        number = sum(row["verdict"] == kind for row, _ in allowed)
        assert (int(told[1]) if told else 0) == number, changes.words
    if metric == "satisfaction_rate":
        assert set(states) == set(order)


CHANGED = {
    "en": {"improved": r"(\d+) villages? improved", "fell": r"(\d+) villages? fell behind",
           "came_back": r"(\d+) villages? came back"},
    "zh": {"improved": r"(\d+)个村比相似村提升", "fell": r"(\d+)个村比相似村下滑",
           "came_back": r"(\d+)个村从偏低的起点"},
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_ways_of_one_village(asked: Ask, lang: str) -> None:
    """Two of every pair of a state and a verdict are read."""
    rows = records(by_key(asked(lang), "trajectory")["ways"])
    read: dict[tuple[str, str], int] = {}
    differing: set[bool] = set()
    for row in rows:
        kind = (of_way(row), row["verdict"])
        read[kind] = read.get(kind, 0) + 1
        if read[kind] > 2:
            continue
        given = asked(lang, area=row["area_code"])
        panels = by_key(given, "trajectory")
        told = panels["way"].words
        assert said(told, lang, "on_track", "off_track", "cannot_tell", "none") == [kind[0]]
        verdicts = said(told, lang, "improved", "fell", "came_back", "")
        assert set(verdicts) <= of_change(row)
        assert len(verdicts) == (side(row["metric"], row["relative_low"], row["relative_high"])
                                 != "unknown")  # fmt: skip
        beside = panels["beside_peers"].words
        check_effect(beside, Ground(given), lang)
        effect = Ground(given).effect.effect
        where = side(row["metric"], effect.low, effect.high)
        here = {"better": "improved", "worse": "fell"}.get(where, "")
        there = row["verdict"] if row["verdict"] in ("improved", "fell") else ""
        compared = bool(verdicts) and where != "unknown"
        explained = SENTENCE[lang]["differs"] in beside
        assert explained == (compared and here != there), beside
        differing.add(explained)
    assert differing == {True, False}
    assert {verdict for _, verdict in read} == {"improved", "fell", "came_back", ""}


@pytest.mark.parametrize("metric", METRICS_ASKED)
@pytest.mark.parametrize("lang", LANGS)
def test_change_of_the_weak_ones_beside_peers(asked: Ask, lang: str, metric: str) -> None:
    given = asked(lang, metric=metric)
    check_effect(by_key(given, "trajectory")["beside_peers"].words, Ground(given), lang)


def check_effect(told: str, ground: Ground, lang: str) -> None:
    """Beyond chance or not, and what the placebo says, as both intervals allow."""
    found, placebo = ground.effect.effect, ground.effect.placebo
    where = side(ground.metric, found.low, found.high)
    allowed = {"both": ["chance"], "unknown": []}.get(where, ["beyond"])
    first = told.split("Placebo")[0].split("安慰剂")[0]
    assert said(first, lang, "beyond", "chance") == allowed, told
    kinds = said(told, lang, "holds", "fails", "open")
    if where == "unknown" or math.isnan(placebo.low):
        assert kinds == []
    elif side(ground.metric, placebo.low, placebo.high) != "both":
        assert kinds == ["fails"]
    else:
        assert kinds == ["open" if placebo.low <= found.value <= placebo.high else "holds"]


# ---------------------------------------------------------------- the screen
@pytest.mark.parametrize("lang", LANGS)
def test_the_screen_shows_what_was_read(page: Page, district: Path, asked: Ask, lang: str) -> None:
    for part, key, place in (("gap", "gaps", 0), ("trajectory", "changes", 1)):
        panel = by_key(asked(lang), part)[key]
        app = page(district, lang, "benchmarking", part=part, period="2026-H1")
        rows = records(panel)
        assert table(app, place)[1:] == [[c.write(row) for c in panel.columns] for row in rows]
        assert panel.words in words(app)
        if part == "gap":
            assert title(app) == gap.sentence(Ground(asked(lang)))
