"""Where does chance come from: one stream of random numbers for each purpose?"""

import zlib

import numpy as np


def stream(seed: int, purpose: str, part: int = 0) -> np.random.Generator:
    """The random numbers of one purpose, so that a change in one table leaves the others alone."""
    key = (zlib.crc32(purpose.encode()), part)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


class Choice:
    """Draws members of groups by weight: a grid of a village, a household of a grid.

    Parameters
    ----------
    group : array of int, shape (members,)
        Group of each member, in rising order; every group from 0 on has a member.
    weight : array of float, shape (members,)
        Weight of each member; a group in which all are zero counts as one of equal weights.
    """

    def __init__(self, group: np.ndarray, weight: np.ndarray) -> None:
        groups = int(group.max()) + 1
        total = np.bincount(group, weight, groups)
        even = total[group] == 0
        weight = np.where(even, 1.0, weight)
        total = np.where(total == 0, np.bincount(group, minlength=groups), total)
        share = weight / total[group]
        running = np.cumsum(share)
        self._last = np.searchsorted(group, np.arange(groups), side="right") - 1
        before = running - share
        first = np.searchsorted(group, np.arange(groups), side="left")
        self._upto = running - before[first][group] + group  # group + share used up within it

    def draw(self, rng: np.random.Generator, group: np.ndarray) -> np.ndarray:
        """One member for each of the given groups."""
        found = np.searchsorted(self._upto, group + rng.random(len(group)), side="right")
        return np.minimum(found, self._last[group])


def weighted(rng: np.random.Generator, weight: np.ndarray, count: int) -> np.ndarray:
    """`count` positions drawn by weight, in rising order."""
    running = np.cumsum(weight)
    drawn = np.sort(rng.random(count)) * running[-1]
    return np.minimum(np.searchsorted(running, drawn, side="right"), len(weight) - 1)


def lognormal(
    rng: np.random.Generator, median: float | np.ndarray, spread: float | np.ndarray, count: int
) -> np.ndarray:
    """Log-normal amounts with that median, as whole numbers."""
    return (median * np.exp(spread * rng.standard_normal(count))).astype(np.int64)
