"""Do villages stand against chance, and do comparisons say how far they reach?"""

import pandas as pd
import pytest

from analytics import intervals, survey_places
from tests.analytics.surveyed import Given, counts, coverage, design, survey

HOUSEHOLDS = {("R2", "V1"): (95, 100), ("R2", "V2"): (150, 200), ("R2", "V3"): (290, 300)}


def villages(given: Given, thread: str = "", smallest: int = 0) -> pd.DataFrame:
    """The second of two rounds."""
    asked = design({"R1": "v1", "R2": "v1"})
    found = survey(given, asked, HOUSEHOLDS, smallest)
    return survey_places.villages(found, counts(given, asked, by_village=True), "R2", thread)


GIVEN = {
    ("R1", "V1", "Q1"): [900, 0, 100],
    ("R2", "V1", "Q1"): [800, 0, 200],
    ("R1", "V2", "Q1"): [900, 0, 100],
    ("R2", "V2", "Q1"): [905, 0, 95],
    ("R2", "V3", "Q1"): [950, 0, 50],
}


def satisfied(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["metric"] == "satisfaction_rate"].set_index("area_code")


def test_villages_now_and_before() -> None:
    rows = satisfied(villages(GIVEN))
    assert rows["value"].tolist() == [0.8, 0.905, 0.95]
    assert rows["previous"].tolist()[:2] == [0.9, 0.9]
    assert rows["previous_state"].tolist() == ["ok", "ok", "none"]
    assert rows["verdict"].tolist() == ["worse", "", ""]
    assert rows["is_valid"].tolist() == [True, False, True]
    assert survey_places.expected_by_chance(rows) == pytest.approx(0.1)


def test_the_whole_round_is_no_village_of_itself() -> None:
    """Villages are asked of the questions that both rounds share, and one question alone."""
    given_more = GIVEN | {("R2", "V1", "Q2"): [0, 0, 1000]}
    assert satisfied(villages(given_more))["value"].tolist() == [0.8, 0.905, 0.95]
    assert satisfied(villages(given_more, "Q2"))["value"].tolist() == [0.0]


def test_the_funnel_counts_people_and_tells_change_from_place() -> None:
    places, limits = survey_places.funnel(villages(GIVEN), "satisfaction_rate", overdispersed=False)
    assert places["target"].iloc[0] == pytest.approx(2655 / 3000)
    assert places["verdict"].tolist() == ["worse", "better", "better"]
    assert places["change"].tolist() == ["worse", "", ""]
    assert limits["n"].is_monotonic_increasing
    wide, _ = survey_places.funnel(villages(GIVEN), "satisfaction_rate", overdispersed=True)
    assert (wide["low998"] < places["low998"]).all()


def test_ranks_come_with_their_interval() -> None:
    places, _ = survey_places.funnel(villages(GIVEN), "satisfaction_rate", overdispersed=False)
    ranked = survey_places.ranked(places)
    assert ranked["area_code"].tolist() == ["V3", "V2", "V1"]
    assert ranked["rank"].tolist() == [1, 2, 3]
    assert (ranked["first_rank"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["last_rank"]).all()
    assert survey_places.ranked(places.head(0)).empty


def test_hidden_villages_are_not_ranked_and_their_totals_tell_nothing() -> None:
    given_few = GIVEN | {("R2", "V1", "Q1"): [95, 0, 5]}
    rows = villages(given_few, smallest=10)
    told = satisfied(rows)
    assert told.loc["V1", "state"] == "hidden"
    assert (told["state"] == "hidden").sum() >= 2  # one alone would follow from its township
    places, _ = survey_places.funnel(rows, "satisfaction_rate", overdispersed=False)
    assert len(survey_places.ranked(places)) == (told["state"] == "ok").sum()


def test_two_villages_compared_with_the_smallest_difference_they_can_show() -> None:
    rows = villages(GIVEN)
    first, second = (rows[rows["area_code"] == code] for code in ("V1", "V2"))
    row = survey_places.compare(first, second).set_index("metric").loc["satisfaction_rate"]
    low, high = intervals.newcombe_difference([800], [1000], [905], [1000])
    assert row["difference"] == pytest.approx(-0.105)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((low[0], high[0]))
    assert row["verdict"] == "worse"
    pooled = (800 + 905) / 2000
    expected = intervals.smallest_difference(pooled, 1000, 1000)
    assert row["smallest_difference"] == pytest.approx(float(expected))


@pytest.mark.parametrize(
    ("share", "points"),
    [
        (0.80, [22.4, 15.8, 11.2, 7.1, 5.0, 3.5]),
        (0.90, [16.8, 11.9, 8.4, 5.3, 3.8, 2.7]),
        (0.95, [12.2, 8.6, 6.1, 3.9, 2.7, 1.9]),
    ],
)
def test_the_table_of_smallest_differences(share: float, points: list[float]) -> None:
    sizes = [50, 100, 200, 500, 1000, 2000]
    found = 100 * intervals.smallest_difference(share, sizes, sizes)
    assert found.round(1).tolist() == points
    wider = 100 * intervals.smallest_difference(
        share, [n / 2.25 for n in sizes], [n / 2.25 for n in sizes]
    )
    assert wider.tolist() == pytest.approx(
        (1.5 * found).tolist()
    )  # root of a design effect of 2.25


def test_nobody_asked() -> None:
    assert villages({}).empty
    places, limits = survey_places.funnel(villages({}), "satisfaction_rate", overdispersed=True)
    assert places.empty
    assert limits.empty
    assert coverage({}).empty
