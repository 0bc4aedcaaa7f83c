"""Are durations cut as is said, wherever they lie?"""

import ibis
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.spells import TWO_DIGITS, tally

YEAR = 366 * 86_400


def two_digits(seconds: int) -> int:
    """Minutes written out, all but the first two digits made noughts; three from two years on."""
    minutes = str(seconds // 60)
    kept = max(2, len(minutes) - 4)
    return 60 * int(minutes[:kept].ljust(len(minutes), "0"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40 * YEAR), min_size=1, max_size=60))
def test_two_digits_of_minutes(lengths: list[int]) -> None:
    told = pd.DataFrame({"exact": lengths, "resolved": True, "otherwise": False,
                         "open_still": False, "unknown": False})  # fmt: skip
    found = tally(ibis.memtable(told), [], TWO_DIGITS).to_pandas().set_index("seconds")
    expected = pd.Series([two_digits(length) for length in lengths]).value_counts()
    assert found["resolved"].to_dict() == expected.to_dict()
