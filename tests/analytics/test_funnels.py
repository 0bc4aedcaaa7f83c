"""Are places set against their funnel as published?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import funnels, intervals
from tests.analytics.records import after, measured

# PHEindicatormethods, testdata_funnel_prop: baseline 80.642448 %, limits in percent
UKHSA = [
    (1, 0.95, 3.204264, None),
    (18, 0.95, None, 98.894803),
    (50, 0.95, 69.691035, 91.593861),
    (50, 0.998, 63.375595, 97.909301),
]
NUMERATORS = np.array([95, 180, 260, 400, 700, 61, 830, 150, 330, 45])
DENOMINATORS = np.array([100, 200, 300, 420, 800, 80, 870, 155, 400, 50])


@pytest.mark.parametrize(("trials", "confidence", "low", "high"), UKHSA)
def test_normal_limits_as_published(
    trials: int, confidence: float, low: float | None, high: float | None
) -> None:
    found = funnels.limits([trials], 0.80642448, confidence, "normal")
    for bound, expected in zip(found, (low, high), strict=True):
        if expected is not None:
            assert 100 * float(bound[0]) == pytest.approx(expected, abs=1e-5)


def test_overdispersion_by_the_formulas_of_funnelplotr() -> None:
    """Worked out from the formulas of FunnelPlotR 0.5: arcsine, a tenth drawn in at each end."""
    target = NUMERATORS.sum() / DENOMINATORS.sum()
    errors = 1 / (2 * np.sqrt(DENOMINATORS))
    z = (np.arcsin(np.sqrt(NUMERATORS / DENOMINATORS)) - np.arcsin(np.sqrt(target))) / errors
    phi, tau2 = funnels.overdispersion(z, errors)
    assert target == pytest.approx(0.904, abs=5e-4)
    assert (phi, tau2) == (pytest.approx(8.230226, abs=1e-6), pytest.approx(0.0065211, abs=1e-7))
    low, high = funnels.limits([500], target, 0.95, "arcsine", tau2)
    assert float(low[0]) == pytest.approx(0.787372, abs=1e-6)
    assert float(high[0]) == pytest.approx(0.977433, abs=1e-6)


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.02, 0.98))
def test_a_place_is_outside_only_if_its_tail_is_small(n: int, x: int, target: float) -> None:
    x = min(x, n)
    low, high = (float(bound[0]) for bound in funnels.limits([n], target, 0.95))
    below, above = stats.binom.cdf(x, n, target), stats.binom.sf(x - 1, n, target)
    if abs(below - 0.025) > 1e-9:
        assert (x / n < low) == (below < 0.025)
    if abs(above - 0.025) > 1e-9:
        assert (x / n > high) == (above < 0.025)


def rows(*counts: tuple[int, int], metric: str = "on_time_rate") -> pd.DataFrame:
    """Result rows of some townships."""
    frame = pd.DataFrame(counts, columns=["numerator", "denominator"], dtype=float)
    return frame.assign(
        metric=metric,
        area_code=[f"T{i}" for i in range(len(counts))],
        period="2025-H1",
        value=frame.numerator / frame.denominator,
        low=0.0,
        high=1.0,
        n=frame.denominator,
        state="ok",
    )


def test_bands_of_a_rate() -> None:
    found = funnels.place(rows((900, 1000), (905, 1000), (895, 1000), (700, 1000), (8, 10)))
    assert found.target.iloc[0] == pytest.approx(3408 / 4010)
    assert found.band.tolist() == ["above", "above", "above", "below", "within"]
    assert found.verdict.tolist() == ["better", "better", "better", "worse", ""]
    assert found.level.iloc[3] == 0.998


def test_large_places_differ_a_little_without_meaning() -> None:
    """Ten townships of 100,000: half at 90 %, half at 91 %, and one that is truly slow."""
    frame = rows(*[(90_000, 100_000), (91_000, 100_000)] * 5, (70_000, 100_000))
    assert "within" not in set(funnels.place(frame).band)
    placed = funnels.place(frame, overdispersed=True)
    assert placed.band.tolist() == ["within"] * 10 + ["below"]


def test_what_is_too_few_or_hidden_is_not_judged() -> None:
    frame = rows((900, 1000), (10, 1000), (900, 1000))
    frame["state"] = ["ok", "few", "hidden"]
    found = funnels.place(frame)
    assert found.band.tolist()[1:] == ["unjudged", "unjudged"]
    assert found.verdict.tolist()[1:] == ["", ""]


def test_slow_places_are_found_by_their_median() -> None:
    requests = [
        after(days * (3 if village == "V3" else 1), village_code=village)
        for village in ("V1", "V2", "V3")
        for days in np.linspace(1, 9, 150)
    ]
    villages = measured("resolution_median_days", ["village"], {"requests": requests})
    whole = measured("resolution_median_days", rows={"requests": requests})
    found = funnels.place(villages, whole)
    assert found.band.tolist()[2] == "above"
    assert found.verdict.tolist()[2] == "worse"
    assert (found.low998 < found.low95).all()
    with pytest.raises(ValueError, match="hand in the total"):
        funnels.place(villages)


def test_volumes_have_no_funnel() -> None:
    with pytest.raises(ValueError, match="is a volume"):
        funnels.place(rows((900, 1000), metric="requests_received"))


def test_nothing_to_place() -> None:
    assert funnels.place(rows()).empty


def test_frequencies_are_judged_by_their_own_intervals() -> None:
    """Matters for every hundred visits are no share: their limits come from Poisson counts."""
    visits = [
        {"village_code": village, "issues_raised": int(i < raised)}
        for village, raised in (("V1", 20), ("V2", 22), ("V3", 120))
        for i in range(1000)
    ]
    frame = measured("issues_per_100_visits", ["village"], {"visits": visits})
    placed = funnels.place(frame, measured("issues_per_100_visits", rows={"visits": visits}))
    assert placed.target.tolist() == [5.4] * 3
    assert placed.band.tolist() == ["unjudged", "unjudged", "above"]
    assert placed.level.tolist()[2] == 0.998
    assert placed.verdict.tolist() == [""] * 3  # more may be better listening


def test_answers_of_drawn_villages_are_judged_by_what_they_are_worth() -> None:
    """Four hundred answers that tell as much as twenty are no sign that a place differs."""
    low, high = intervals.wilson([14], [20])
    rows = pd.DataFrame({"metric": "satisfaction_rate", "area_code": ["a", "b"], "value": 0.7,
                         "low": [low[0], 0.65], "high": [high[0], 0.74], "n": 400.0,
                         "numerator": 280.0, "denominator": 400.0, "state": "ok"})  # fmt: skip
    placed = funnels.place(rows, pd.DataFrame({"metric": ["satisfaction_rate"], "value": 0.8}))
    assert placed["band"].tolist() == ["within", "below"]
    assert placed["worth"].tolist() == pytest.approx([20, 400], rel=0.05)
