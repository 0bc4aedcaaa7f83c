"""Numbers in, exact sentence out, in both languages; never more than the numbers allow."""

import pandas as pd
import pytest

from analytics.findings import Finding
from pages.components.sentences import Teller

CARDS = ("satisfaction_rate", "on_time_rate", "response_rate", "household_coverage_rate")
NAMES = {"D": "砚霁区", "T1": "甲镇", "T2": "乙镇", "T3": "丙镇", "T4": "丁镇", "V1": "子村"}


def teller(lang: str, **changes: str) -> Teller:
    choice = {"place": "砚霁区", "ground": "砚霁区", "level": "township", "before": "2025-H2"}
    return Teller(lang, NAMES, **(choice | changes))


def moved(metric: str, code: str) -> Finding:
    return Finding(code, metric=metric, verdict=code)


def outside(metric: str, areas: tuple[str, ...], value: float, verdict: str = "worse") -> Finding:
    return Finding(
        "outside", metric=metric, area_code=areas[0], verdict=verdict, value=value,
        reference=0.954, low=value - 0.01, high=value + 0.01, n=12_000, areas=areas, total=12,
    )  # fmt: skip


TITLES = {
    "nothing": (
        [],
        "与2025年下半年相比没有超出偶然波动的变化，各乡镇街道之间也没有超出偶然波动的差别",
        "No change from H2 2025 and no difference between townships is beyond chance",
    ),
    "one better": (
        [moved("on_time_rate", "better")],
        "按时办结率好于2025年下半年",
        "The on-time rate is better than in H2 2025",
    ),
    "worse and better": (
        [
            moved("response_rate", "worse"),
            moved("on_time_rate", "worse"),
            moved("household_coverage_rate", "better"),
        ],
        "响应率等2项差于2025年下半年，走访覆盖率变好",
        "The response rate and 1 more are worse than in H2 2025; "
        "the share of households visited is better",
    ),
    "one place": (
        [outside("satisfaction_rate", ("T1",), 0.93)],
        "甲镇的满意率低于偶然波动范围",
        "In 甲镇, satisfaction is below what chance allows",
    ),
    "two places": (
        [outside("satisfaction_rate", ("T1",), 0.93), outside("on_time_rate", ("T2",), 0.9)],
        "2个乡镇街道的差距超出偶然波动",
        "2 townships are worse than chance allows",
    ),
    "a place twice is one place": (
        [outside("satisfaction_rate", ("T1",), 0.93), outside("on_time_rate", ("T1",), 0.9)],
        "甲镇的满意率低于偶然波动范围",
        "In 甲镇, satisfaction is below what chance allows",
    ),
    "not on the page": (
        [moved("requests_received", "changed"), moved("full_marks_rate", "worse")],
        "与2025年下半年相比没有超出偶然波动的变化，各乡镇街道之间也没有超出偶然波动的差别",
        "No change from H2 2025 and no difference between townships is beyond chance",
    ),
}


@pytest.mark.parametrize("case", TITLES)
def test_title(case: str) -> None:
    found, zh, en = TITLES[case]
    assert teller("zh").title(found, CARDS, judged=True) == zh
    assert teller("en").title(found, CARDS, judged=True) == en


def test_title_without_a_span_before() -> None:
    told = teller("en", before="").title([], CARDS, judged=True)
    assert told == "No difference between townships is beyond chance"


def test_title_of_a_village() -> None:
    alone = teller("en", place="子村", ground="甲镇", level="village")
    assert alone.title([], CARDS, judged=True) == (
        "Nothing differs beyond chance from H2 2025 or from 甲镇 as a whole"
    )


def test_title_where_nothing_can_be_judged() -> None:
    assert teller("zh").title([], CARDS, judged=False) == "记录太少，尚不足以评判"
    assert teller("en").title([], CARDS, judged=False) == "There are too few records to judge by"


CHANGE = {
    "metric": "response_rate", "verdict": "worse", "value": 0.97581, "expected": 0.98702,
    "difference": -0.01121, "low": -0.01357, "high": -0.00888,
}  # fmt: skip


def test_change() -> None:
    assert teller("zh").change(CHANGE) == (
        "响应率由98.7%降至97.6%（−1.1个百分点，95%区间 −1.4至−0.9）：差于上期。"
    )
    assert teller("en").change(CHANGE) == (
        "Response rate fell from 98.7% to 97.6% "
        "(−1.1 percentage points, 95% interval −1.4 to −0.9): worse."
    )


def test_change_of_a_time() -> None:
    row = {"metric": "resolution_median_days", "verdict": "better", "value": 1.8878,
           "expected": 1.9183, "difference": -0.0305, "low": -0.0477, "high": -0.0141}  # fmt: skip
    assert teller("en").change(row) == (
        "Median time to resolve fell from 1.92 days to 1.89 days "
        "(−0.03 days, 95% interval −0.05 to −0.01): better."
    )


def test_outside() -> None:
    one = outside("satisfaction_rate", ("T1",), 0.948)
    assert teller("zh").outside(one) == (
        "满意率：甲镇为94.8%，低于砚霁区的95.4%（95%区间 93.8–95.8%，n = 1.2万）。"
    )
    many = outside("satisfaction_rate", ("T1", "T2", "T3", "T4"), 0.948)
    assert teller("en").outside(many) == (
        "Satisfaction: 甲镇, 乙镇, 丙镇 and 1 more are below the 95.4% of 砚霁区; "
        "furthest is 甲镇 at 94.8% (95% interval 93.8–95.8%, n = 12,000)."
    )


def test_overdue() -> None:
    late = Finding("overdue", metric="overdue_backlog", value=950.0, reference=1890.0, n=950)
    places = pd.DataFrame({"area_code": ["T1", "T2", "T3", "T4"], "value": [3.0, 100, 90, 0]})
    assert teller("zh").overdue(late, places) == (
        "未办结的1890件中，950件已超期；最多的是乙镇（100件）、丙镇（90件）、甲镇（3件）。"
    )
    assert (
        teller("en").overdue(late, places.head(0))
        == "950 requests are overdue, of 1,890 that are open."
    )


def test_gate() -> None:
    gate = Finding("gate", metric="survey_participation_rate", areas=("V1",), total=3)
    assert teller("zh").gate(gate) == "1个村（社区）的参与率不到80%，本期评价不计为有效：子村。"
    assert teller("en").gate(gate) == (
        "1 village had less than 80% participation, "
        "so the survey does not count as valid there: 子村."
    )
