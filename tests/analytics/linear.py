"""What follows from sums that are shown, by addition and subtraction?"""

import numpy as np
from numpy.typing import NDArray


def follows(told: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which cells can be worked out.

    Parameters
    ----------
    told : array of bool, shape (numbers, cells)
        Which cells each number adds up.

    Returns
    -------
    array of bool, shape (cells,)
        Whether the cell alone is a combination of the numbers.
    """
    _, sizes, directions = np.linalg.svd(told.astype(float), full_matrices=False)
    space = directions[sizes > 1e-9 * sizes.max(initial=1)]
    return np.isclose((space**2).sum(axis=0), 1)  # the length of a cell's shadow in that space
