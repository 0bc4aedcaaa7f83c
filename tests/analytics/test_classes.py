"""Do the classes of a map hold every value once, and say why a place has none?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import classes
from analytics.funnels import ALARM, WARNING

VALUES = st.lists(st.floats(-100, 100).map(lambda v: round(v, 3)), min_size=1, max_size=60)


@given(VALUES, st.sampled_from(classes.OF_VALUES), st.floats(-100, 100))
def test_classes_rise_with_the_values_and_none_is_beyond_them(
    values: list[float], scheme: str, target: float
) -> None:
    bounds = classes.breaks(values, scheme, target)
    assert (np.diff(bounds) > 0).all() or scheme == "target"
    assert len(bounds) < classes.CLASSES
    frame = pd.DataFrame({"value": values, "state": "ok"})
    found = classes.of_values(frame, bounds).astype(int)
    order = np.argsort(values, kind="stable")
    assert (np.diff(found.to_numpy()[order]) >= 0).all()


def test_no_class_holds_values_from_both_sides_of_the_target() -> None:
    values = np.array([0.70, 0.849, 0.851, 0.97])
    frame = pd.DataFrame({"value": values, "state": "ok"})
    found = classes.of_values(frame, classes.breaks(values, "target", 0.85)).astype(int)
    assert set(found[values < 0.85]).isdisjoint(found[values > 0.85])


def test_natural_breaks_fall_into_the_gaps() -> None:
    values = [1, 1.1, 1.2, 5, 5.1, 9, 9.2, 20, 20.1, 40]
    assert classes.breaks(values, "natural").tolist() == [1.2, 5.1, 9.2, 20.1]


def test_many_values_are_drawn_together_before_they_are_broken() -> None:
    values = np.concatenate([np.full(1500, 1.0), np.full(1500, 2.0) + np.arange(1500) / 1e6])
    bounds = classes.breaks(values, "natural")
    assert 1.0 in bounds
    assert len(bounds) <= 4


def test_places_that_are_not_judged_show_why() -> None:
    states = ["ok", "few", "hidden", "none", "provisional", "ok"]
    values = [1.0, 2.0, np.nan, np.nan, 5.0, np.nan]
    frame = pd.DataFrame({"value": values, "state": states})
    found = classes.of_values(frame, [3.0])
    assert list(found) == ["0", "few", "hidden", "none", "1", "none"]


def test_only_what_is_beyond_the_wider_limit_is_outside() -> None:
    placed = pd.DataFrame(
        {
            "value": [1.0] * 4,
            "state": ["ok", "ok", "ok", "few"],
            "band": ["above", "below", "above", "unjudged"],
            "level": [ALARM, ALARM, WARNING, np.nan],
        }
    )
    assert list(classes.of_funnel(placed)) == ["above", "below", "within", "few"]


def test_a_mistyped_scheme_is_told() -> None:
    with pytest.raises(ValueError, match="known are quantile, natural, target"):
        classes.breaks([1, 2], "jenks")


@pytest.mark.parametrize(("better", "sides"), [("higher", ("missed", "reached")),
                                               ("lower", ("reached", "missed"))])  # fmt: skip
def test_a_target_is_missed_or_reached_only_beyond_chance(
    better: str, sides: tuple[str, str]
) -> None:
    """Row by row: under it, over it, around it, at its edge, no target, too few to be judged."""
    rows = pd.DataFrame(
        {
            "area_code": list("ABCDEF"),
            "value": [0.5, 0.9, 0.8, 0.7, 0.5, 0.5],
            "low": [0.4, 0.85, 0.7, 0.6, 0.4, 0.4],
            "high": [0.6, 0.95, 0.9, 0.8, 0.6, 0.6],
            "state": ["ok", "provisional", "ok", "ok", "ok", "few"],
        }
    )
    goals = pd.Series(0.8, index=list("ABCDF"))
    found = classes.of_goals(rows, goals, better)
    assert found.tolist() == [*sides, "near", "near", "untargeted", "few"]
