"""Where does each place stand on a map of equal squares?"""

import math

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

SPARE = 1.25  # squares for each place, so that coasts and gaps can show
MOST_MOVED = 600  # places up to which the best arrangement is worked out: its cost is the cube


def arrange(places: pd.DataFrame, wide: float = 1.3) -> pd.DataFrame:
    """Give every place a square of its own, near to where it lies.

    Parameters
    ----------
    places : DataFrame, shape (n,)
        area_code, group (the place above), longitude and latitude in degrees, NaN where unknown.
        Where any is unknown, or there are more than 600, places are laid out by group and code.
    wide : float
        Columns for each row.

    Returns
    -------
    DataFrame
        The places in their order with column (from the left) and row (from the top), whole
        numbers from 0; no two are alike.

    References
    ----------
    The squares are those for which the sum of squared distances is smallest (Kuhn 1955, Naval
    Research Logistics Quarterly 2:83-97), after both directions are stretched to their ranks'
    range, as in the tile grid maps of Meulemans et al. (2017), IEEE TVCG 23:381-390.

    Examples
    --------
    >>> corners = pd.DataFrame({"area_code": list("ABCD"), "group": "", "longitude": [0, 1, 0, 1],
    ...     "latitude": [1, 1, 0, 0]})
    >>> arrange(corners, wide=1)[["column", "row"]].to_numpy().tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    if places.empty:
        return places.assign(column=0, row=0)
    known = places[["longitude", "latitude"]].notna().all(axis=None)
    if not known or len(places) > MOST_MOVED:
        return _by_group(places, wide)
    columns, rows = _size(len(places), wide)
    across = _spread(places["longitude"].to_numpy(float), columns)
    down = _spread(-places["latitude"].to_numpy(float), rows)
    grid = np.array([(c, r) for r in range(rows) for c in range(columns)])
    costs = (across[:, None] - grid[:, 0]) ** 2 + (down[:, None] - grid[:, 1]) ** 2
    _, chosen = linear_sum_assignment(costs)
    found = grid[chosen]
    found = found - found.min(axis=0)
    return places.assign(column=found[:, 0], row=found[:, 1])


def _size(count: int, wide: float) -> tuple[int, int]:
    """Columns and rows: just enough where few places fill them, else with some squares to spare."""
    squares = count if count <= 4 else count * SPARE
    columns = max(1, round(math.sqrt(squares * wide)))
    return columns, math.ceil(squares / columns)


def _spread(values: np.ndarray, steps: int) -> np.ndarray:
    """Positions between the first and the last square, half by distance and half by rank.

    Places crowd in towns; by distance alone most would be far from their squares.
    """
    reach = values.max() - values.min()
    distance = (values - values.min()) / reach if reach else np.full(len(values), 0.5)
    rank = pd.Series(values).rank().to_numpy() - 1
    rank = rank / rank.max() if rank.max() else np.full(len(values), 0.5)
    return (distance + rank) / 2 * (steps - 1)


def _by_group(places: pd.DataFrame, wide: float) -> pd.DataFrame:
    """Row after row, a new row for each place above; no wider than a page can show."""
    ordered = places.sort_values(["group", "area_code"])
    columns = max(1, round(math.sqrt(len(places) * wide)))
    at = ordered.groupby("group").cumcount()
    lengths = ordered.groupby("group").size()
    needed = -(-lengths // columns)
    first = needed.cumsum() - needed
    found = ordered.assign(column=at % columns, row=at // columns + ordered["group"].map(first))
    return found.loc[places.index]
