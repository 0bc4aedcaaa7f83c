"""Are durations rounded as is said, wherever they lie?"""

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.spells import DAY, DRAWN, EXACT, RESOLVED, TOLD, TWO_DIGITS, Grain, tally

YEAR = 366 * DAY


def step(seconds: int, grain: Grain) -> int:
    return next(step for below, step in grain if seconds < below)


@pytest.mark.parametrize("grain", [EXACT, TOLD, DRAWN, TWO_DIGITS])
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40 * YEAR), min_size=1, max_size=60))
def test_durations_go_up_to_the_next_step(grain: Grain, lengths: list[int]) -> None:
    told = pd.DataFrame({"exact": lengths, "fate": RESOLVED})
    found = tally(ibis.memtable(told), [], grain).to_pandas().set_index("seconds")
    steps = [step(length, grain) for length in lengths]
    expected = [-(-length // step) * step for length, step in zip(lengths, steps, strict=True)]
    assert found["resolved"].to_dict() == pd.Series(expected).value_counts().to_dict()


@pytest.mark.parametrize("grain", [TOLD, DRAWN])
@pytest.mark.parametrize("days", [1, 2, 7, 10, 30, 90, 365])
def test_whoever_took_a_second_longer_is_not_within(grain: Grain, days: int) -> None:
    lengths = [days * DAY - 1, days * DAY, days * DAY + 1]
    told = pd.DataFrame({"exact": lengths, "fate": RESOLVED})
    found = tally(ibis.memtable(told), [], grain).to_pandas()
    assert found.loc[found["seconds"] <= days * DAY, "resolved"].sum() == 2
