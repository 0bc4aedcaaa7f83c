"""Which groups are drawn where there are more than a chart can hold, and how is that told?"""

import pandas as pd

from pages.components.frame import Asked
from pages.components.requests import wording

MOST_SLOW = 30  # groups drawn in a chart of times


def foremost(rows: pd.DataFrame, most: int, marked: pd.Series, gap: pd.Series) -> pd.DataFrame:
    """Those that most need looking at, in the order in which they stand.

    Parameters
    ----------
    rows : DataFrame
        All that could be drawn.
    most : int
        So many are kept.
    marked : Series of bool
        Which are kept before all others.
    gap : Series of float
        Of the others, those with the largest are kept.
    """
    order = pd.DataFrame({"marked": marked, "gap": gap}).sort_values(
        ["marked", "gap"], ascending=False, kind="stable"
    )
    return rows[rows.index.isin(order.index[:most])]


def slowest(quantiles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups with requests, and the slowest of them, not more than half without a median."""
    rows = quantiles[quantiles["n"] > 0]
    if len(rows) <= MOST_SLOW:
        return rows, rows
    untold, known = rows[rows["p50"].isna()], rows[rows["p50"].notna()]
    room = max(MOST_SLOW - len(known), MOST_SLOW // 2)
    untold = untold.head(room)
    return rows, pd.concat([untold, known.head(MOST_SLOW - len(untold))])


def note(asked: Asked, own: str, which: str, drawn: pd.DataFrame, rows: pd.DataFrame) -> str:
    """The note of a panel, with how many of its rows are drawn if it is not all."""
    if not 0 < len(drawn) < len(rows):
        return own
    shown, count = (wording.number(asked, len(frame)) for frame in (drawn, rows))
    return f"{own} {asked.teller.say(f'requests.drawn_{which}', shown=shown, count=count)}"
