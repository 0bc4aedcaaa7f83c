"""Which villages are like this one in what they cannot change soon, and in what way?"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from analytics.metrics import METRICS

NEIGHBOURS = 15
SAMPLE = 2000  # villages from which it is learnt how far the nearest usually is
FENCE = 1.5  # Tukey: further than this many quartile ranges above the third quartile is far
Scale = Literal["plain", "log", "category"]
Floats = NDArray[np.float64]
Item = TypeVar("Item", bound=np.generic)


@dataclass(frozen=True)
class Trait:
    """What a village is, not what it achieves; amounts that span powers of ten are logged."""

    name: str
    scale: Scale = "plain"


TRAITS = {
    trait.name: trait
    for trait in (
        Trait("development_model", "category"),
        Trait("terrain", "category"),
        Trait("setting", "category"),
        Trait("collective_income_cny", "log"),
        Trait("elderly_share"),
        Trait("migrant_share"),
        Trait("distance_to_town_km"),
        Trait("households", "log"),
        Trait("party_members", "log"),
    )
}
# A class follows from results, so it is one of them.
OUTCOMES = ("village_class", "score", "rank", "stars")


def declared(names: Sequence[str] = ()) -> tuple[Trait, ...]:
    """The traits of those names, all declared ones if none is named.

    Raises
    ------
    ValueError
        If a name is an outcome, named twice or unknown.

    Examples
    --------
    >>> [trait.name for trait in declared(["terrain"])]
    ['terrain']
    >>> declared(["satisfaction_rate"])
    Traceback (most recent call last):
    ValueError: satisfaction_rate is an outcome; villages that are chosen by their results differ \
less in them than they should, so choose among the traits development_model, terrain, setting, \
collective_income_cny, elderly_share, migrant_share, distance_to_town_km, households, party_members
    """
    if len(set(names)) < len(names):
        raise ValueError(f"a trait is named twice in {', '.join(names)}; name each once")
    for name in names:
        if name in METRICS or name in OUTCOMES:
            raise ValueError(
                f"{name} is an outcome; villages that are chosen by their results differ less in "
                f"them than they should, so choose among the traits {', '.join(TRAITS)}"
            )
        if name not in TRAITS:
            near = difflib.get_close_matches(name, TRAITS, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(TRAITS)}"
            raise ValueError(f"unknown trait {name}; {hint}")
    return tuple(TRAITS[name] for name in names or TRAITS)


@dataclass(frozen=True)
class Peers:
    """The villages nearest to one, and how far to trust them.

    Attributes
    ----------
    rows
        One row a peer, nearest first: village_code, distance (0..1, 1 for the farthest village
        of all), apart (the same in standard deviations), and for each trait the share of the
        squared distance that it explains, in a column of its name.
    traits, missing
        Traits compared, and those the village itself has no value of.
    left_out
        How many villages lack one of the traits compared.
    is_far
        Whether even the nearest is further than the nearest of nearly all others.
    nearest, usual
        Distance of the nearest in standard deviations, and how far it usually is (median).
    """

    rows: pd.DataFrame
    traits: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: int
    is_far: bool
    nearest: float
    usual: float


class Space:
    """Villages as points: every trait standardised, so that each counts the same.

    Parameters
    ----------
    villages : DataFrame
        One row a village: village_code and the traits.
    traits : sequence of Trait
        What to compare.

    Raises
    ------
    ValueError
        If a village stands twice.

    Notes
    -----
    Numbers have mean 0 and standard deviation 1. A category is a set of columns, scaled so that
    two villages drawn at random differ by as much in it as in a number. A trait that is the same
    everywhere, or known nowhere, tells nothing and is left out.

    References
    ----------
    CIPFA Nearest Neighbours model: standardised context variables, Euclidean distance, re-based so
    that the farthest is 1, fifteen neighbours.
    """

    def __init__(self, villages: pd.DataFrame, traits: Sequence[Trait]) -> None:
        if villages["village_code"].duplicated().any():
            twice = villages.loc[villages["village_code"].duplicated(), "village_code"].iloc[0]
            raise ValueError(f"village {twice} stands twice; hand in one row a village")
        self.codes = villages["village_code"].to_numpy(str)
        self._row = {code: row for row, code in enumerate(self.codes)}
        self.traits: list[str] = []
        columns: list[Floats] = []
        owners: list[int] = []
        for trait in traits:
            points = _standardised(villages[trait.name], trait.scale)
            if points is None:
                continue
            columns.append(points)
            owners += [len(self.traits)] * points.shape[1]
            self.traits.append(trait.name)
        self._points = np.hstack(columns) if columns else np.zeros((len(villages), 0))
        self._owners = np.array(owners, dtype=int)

    def row(self, code: str) -> int:
        """Position of a village; ValueError if it is not there."""
        if code not in self._row:
            raise ValueError(f"village {code} is not among those compared; choose one of them")
        return self._row[code]

    def peers(
        self, code: str, count: int = NEIGHBOURS, among: NDArray[np.bool_] | None = None
    ) -> Peers:
        """The nearest villages of one, on the traits that it has.

        Parameters
        ----------
        code : str
            Village.
        count : int
            How many; fewer where there are not so many.
        among : array of bool, shape (villages,), optional
            Which villages may be chosen: those of one setting, or nearby. All but the village
            itself otherwise.

        Returns
        -------
        Peers
            No rows where the village has no trait, or nobody else may be chosen.
        """
        here = self.row(code)
        own = ~np.isnan(self._points[here])
        missing = self._names(~own)
        allowed = np.ones(len(self.codes), bool) if among is None else among.copy()
        allowed[here] = False
        complete = ~np.isnan(self._points[:, own]).any(axis=1)
        candidates = np.flatnonzero(allowed & complete)
        others = np.flatnonzero(complete)
        left_out = int((allowed & ~complete).sum())
        if not own.any() or not len(candidates):
            rows = pd.DataFrame(columns=["village_code", "distance", "apart", *self._names(own)])
            return Peers(rows, self._names(own), missing, left_out, False, np.nan, np.nan)
        apart = self._points[np.ix_(others, np.flatnonzero(own))] - self._points[here, own]
        reach = np.sqrt((apart**2).sum(axis=1))
        chosen = np.isin(others, candidates)
        apart, far = apart[chosen], reach[chosen]
        order = np.argsort(far, kind="stable")[:count]
        usual, fence = self._usual(own)
        rows = self._explained(candidates[order], apart[order], far[order], own, reach.max())
        nearest = float(far[order[0]])
        return Peers(rows, self._names(own), missing, left_out, nearest > fence, nearest, usual)

    def nearest(
        self, codes: Sequence[str], among: NDArray[np.bool_], count: int = NEIGHBOURS
    ) -> pd.DataFrame:
        """The nearest of some villages for many others, through an index of neighbours.

        Parameters
        ----------
        codes : sequence of str
            Villages to find neighbours for; those that lack a trait have none.
        among : array of bool, shape (villages,)
            Which villages may be chosen.
        count : int
            How many each.

        Returns
        -------
        DataFrame
            village_code, peer_code, order (1 for the nearest), apart (standard deviations) and
            is_far (further than the nearest of nearly all villages).
        """
        candidates = np.flatnonzero(among & self._complete)
        asked = np.array([self.row(code) for code in codes], dtype=int)
        asked = asked[self._complete[asked]]
        reach = min(count + 1, len(candidates))  # one more: the village itself may be the nearest
        if not reach or not len(asked) or not self.traits:
            return pd.DataFrame(columns=["village_code", "peer_code", "order", "apart", "is_far"])
        tree = cKDTree(self._points[candidates])
        far, found = tree.query(self._points[asked], k=range(1, reach + 1), workers=-1)
        frame = pd.DataFrame({
            "village_code": np.repeat(self.codes[asked], reach),
            "peer_code": self.codes[candidates[found]].ravel(),
            "apart": far.ravel(),
        })  # fmt: skip
        frame = frame[frame["village_code"] != frame["peer_code"]]
        frame.insert(2, "order", frame.groupby("village_code", sort=False).cumcount() + 1)
        fence = self._usual(np.ones(self._points.shape[1], bool))[1]
        frame["is_far"] = frame["apart"] > fence
        return frame[frame["order"] <= count].reset_index(drop=True)

    def apart(self, first: Sequence[str], second: Sequence[str]) -> Floats:
        """Distance of each pair, in standard deviations; NaN where one lacks a trait."""
        rows = [np.array([self.row(c) for c in side], dtype=int) for side in (first, second)]
        step = self._points[rows[0]] - self._points[rows[1]]
        return np.asarray(np.sqrt((step**2).sum(axis=1)), float)

    def closer(self, first: Sequence[str], second: Sequence[str]) -> Floats:
        """Share of villages that are nearer to the first of a pair than its second, 0..1.

        Learnt from a sample where there are thousands; NaN where one of the two lacks a trait.
        """
        apart = self.apart(first, second)
        sample = _sampled(np.flatnonzero(self._complete))
        known = np.isfinite(apart)
        rows = np.array([self.row(code) for code in first], dtype=int)[known]
        found = np.full(len(apart), np.nan)
        if len(rows):
            is_other = sample != rows[:, None]
            reach = apart[known, None] * (1 - 1e-9)
            nearer = is_other & (cdist(self._points[rows], self._points[sample]) < reach)
            found[known] = nearer.sum(axis=1) / np.maximum(is_other.sum(axis=1), 1)
        return found

    # ------------------------------------------------------------ parts
    @cached_property
    def _complete(self) -> NDArray[np.bool_]:
        return np.asarray(~np.isnan(self._points).any(axis=1))

    def _names(self, columns: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(self.traits[k] for k in dict.fromkeys(self._owners[columns].tolist()))

    def _usual(self, own: NDArray[np.bool_]) -> tuple[float, float]:
        """How far the nearest usually is, and from where on it is far; from a sample."""
        points = self._points[:, own]
        points = points[~np.isnan(points).any(axis=1)]
        if len(points) < 3:
            return float("nan"), float("inf")
        nearest = cKDTree(points).query(_sampled(points), k=2)[0][:, 1]
        first, median, third = np.quantile(nearest, [0.25, 0.5, 0.75])
        return float(median), float(third + FENCE * (third - first))

    def _explained(
        self, chosen: NDArray[np.int_], apart: Floats, far: Floats, own: NDArray[np.bool_],
        farthest: float,
    ) -> pd.DataFrame:  # fmt: skip
        squares, owners = apart**2, self._owners[own]
        parts = {
            self.traits[k]: np.divide(
                squares[:, owners == k].sum(axis=1), far**2, out=np.zeros(len(far)), where=far > 0
            )
            for k in dict.fromkeys(owners.tolist())
        }
        return pd.DataFrame({
            "village_code": self.codes[chosen],
            "distance": far / farthest if farthest > 0 else far,
            "apart": far,
            **parts,
        })  # fmt: skip


def _sampled(items: NDArray[Item]) -> NDArray[Item]:
    """All of them, or every so manieth: no chance in it, so the same records tell the same."""
    return items[:: max(1, len(items) // SAMPLE)]


def _standardised(values: pd.Series, scale: Scale) -> Floats | None:
    """Columns of a trait, NaN where it is missing; None where it tells nothing."""
    if scale == "category":
        return _category(values)
    numbers = pd.to_numeric(values).to_numpy(float, na_value=np.nan)
    if scale == "log":
        numbers = np.sign(numbers) * np.log1p(np.abs(numbers))  # incomes may be debts
    known = numbers[np.isfinite(numbers)]
    if len(known) < 2 or np.ptp(known) == 0:
        return None
    return np.asarray((numbers - known.mean()) / known.std())[:, None]


def _category(values: pd.Series) -> Floats | None:
    codes, kinds = pd.factorize(values)
    shares = np.bincount(codes[codes >= 0], minlength=len(kinds)) / max(1, (codes >= 0).sum())
    differing = 1 - (shares**2).sum()  # chance that two villages drawn at random differ
    if len(kinds) < 2:
        return None
    columns = (codes[:, None] == np.arange(len(kinds))) / np.sqrt(differing)
    columns[codes < 0] = np.nan
    return np.asarray(columns, float)
