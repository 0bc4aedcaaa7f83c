"""Are spells that are listed by group counted as those that are counted by group and duration?"""

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import resolution, spell_lists
from analytics.spells import DAY, DRAWN, EXACT, FATES, TOLD, UNKNOWN, Grain, tally

KEYS = ["village", "month"]
SPELLS = st.lists(
    st.tuples(
        st.sampled_from(["V1", "V2", None]),
        st.integers(1, 3),
        st.integers(0, 5) | st.integers(0, 4_000 * DAY) | st.none(),
        st.integers(0, len(FATES) - 1),
    ),
    max_size=60,
)
TYPES = {"village": "string", "month": "int64", "exact": "int64", "fate": "int8"}


def told(rows: list[tuple]) -> ibis.Table:
    known = [(*row[:3], UNKNOWN if row[2] is None else row[3]) for row in rows]
    frame = pd.DataFrame(known, columns=list(TYPES)).astype(object)
    return ibis.memtable(frame, schema=ibis.schema(TYPES))


@pytest.mark.parametrize("grain", [EXACT, TOLD, DRAWN])
@settings(max_examples=25, deadline=None)
@given(SPELLS)
def test_lists_count_the_same(grain: Grain, rows: list[tuple]) -> None:
    lists = spell_lists.listed(told(rows), KEYS, grain)
    steps, groups = spell_lists.counted(lists.to_pyarrow())
    found = groups.iloc[steps["cell"]].reset_index(drop=True).join(steps.drop(columns="cell"))
    expected = tally(told(rows), KEYS, grain).to_pandas()
    assert steps[["cell", "seconds"]].apply(tuple, axis=1).is_monotonic_increasing or steps.empty
    order = [*KEYS, "seconds"]
    one, other = (
        frame.sort_values(order, ignore_index=True)[[*order, *FATES]] for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_summaries_are_those_of_counts() -> None:
    rows = [(village, month, length * DAY, length % 3) for village in ("V1", "V2")
            for month in (1, 2) for length in range(1, 40, month)]  # fmt: skip
    asked = (KEYS, (0.5, 0.9), (7.0,))
    one = resolution.summary(spell_lists.listed(told(rows), KEYS, TOLD), *asked)
    other = resolution.summary(tally(told(rows), KEYS, TOLD), *asked)
    frames = [frame.sort_values(KEYS, ignore_index=True) for frame in (one, other)]
    assert frames[0]["p50"].notna().all()
    pd.testing.assert_frame_equal(*frames, check_dtype=False)
