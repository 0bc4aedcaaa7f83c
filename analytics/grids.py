"""How many requests does each grid raise for its households, and where do they gather?"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import stats

FALSE_DISCOVERIES = 0.05  # share of the hot and cold spots named that may be none
FEWEST_GRIDS = 12  # below this neighbours say little
Floats = NDArray[np.float64]


def neighbours(codes: Sequence[str], outlines: Sequence[bytes]) -> dict[str, list[str]]:
    """Places that share a border or a corner with each place.

    Parameters
    ----------
    codes : sequence of str, length n
        Codes of the places.
    outlines : sequence of bytes, length n
        Their outlines, well-known binary.

    Returns
    -------
    dict of str to list of str
        A place without neighbours has an empty list.
    """
    shapes = shapely.from_wkb([bytes(shape) for shape in outlines])
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found: dict[str, list[str]] = {code: [] for code in codes}
    for i, j in zip(one, other, strict=True):
        if i != j:
            found[codes[i]].append(codes[j])
    return found


def density(counts: pd.DataFrame, around: dict[str, list[str]]) -> pd.DataFrame:
    """Requests for every 1,000 households by grid, smoothed by neighbours, with hot and cold spots.

    Parameters
    ----------
    counts : DataFrame, shape (n,)
        area_code, requests, households.
    around : dict of str to list of str
        Neighbours of each grid; those without households are left out.

    Returns
    -------
    DataFrame
        The rows with rate and smoothed (per 1,000 households; NaN without households), z, and
        spot: "hot", "cold", "none", or "unjudged" for grids without households or neighbours and
        where there are fewer than 12.

    Notes
    -----
    Smoothing is Marshall's local empirical Bayes: a grid is drawn towards itself with its
    neighbours. Spots are the Getis-Ord statistic G* of rates that were standardised for the size
    of each grid (Assunção and Reis), by its normal approximation. So many grids are looked at that
    five in a hundred would stand out by chance; spots are those that remain when the false
    discovery rate is held at 5 % (Benjamini and Hochberg), two-sided. The tests of neighbours
    depend on each other positively, for which the rule holds.

    References
    ----------
    Marshall (1991), Applied Statistics 40:283-294. Assunção and Reis (1999), Statistics in
    Medicine 18:2147-2162. Ord and Getis (1995), Geographical Analysis 27:286-306. Benjamini and
    Yekutieli (2001), Annals of Statistics 29:1165-1188.
    """
    found = counts.assign(rate=np.nan, smoothed=np.nan, z=np.nan, spot="unjudged")
    peopled = (counts["households"] > 0).to_numpy()
    kept = counts[peopled].astype({"requests": float, "households": float})
    found.loc[peopled, "rate"] = 1000 * kept["requests"] / kept["households"]
    kept = kept.reset_index(drop=True)
    position = {code: i for i, code in enumerate(kept["area_code"])}
    links = {
        i: [position[other] for other in around.get(code, ()) if other in position]
        for code, i in position.items()
    }
    linked = np.array([bool(links[i]) for i in range(len(kept))], dtype=bool)
    if len(kept) < FEWEST_GRIDS or not linked.any() or not kept["requests"].sum():
        return found
    drawn, z = _local(kept["requests"].to_numpy(float), kept["households"].to_numpy(float), links)
    spots = np.full(len(kept), "unjudged", dtype=object)
    spots[linked] = _spots(z[linked])
    found.loc[peopled, "smoothed"] = 1000 * drawn
    found.loc[peopled, "z"] = np.where(linked, z, np.nan)
    found.loc[peopled, "spot"] = spots
    return found


def _local(
    events: Floats, households: Floats, links: dict[int, list[int]]
) -> tuple[Floats, Floats]:
    """Locally smoothed rates, and G* of the standardised ones."""
    from esda import G_Local  # costs seconds, which only this question needs
    from esda.smoothing import Spatial_Empirical_Bayes, assuncao_rate
    from libpysal.weights import W

    rates = events / households
    # Places apart from the others are looked at one by one below, and where nobody around raised
    # anything the smoothed rate is nothing, not 0 / 0.
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.filterwarnings("ignore", message="The weights matrix is not fully connected")
        weights = W(links, id_order=sorted(links), silence_warnings=True)
        drawn = np.nan_to_num(np.ravel(Spatial_Empirical_Bayes(events, households, weights).r))
        if np.allclose(rates, rates[0]):
            return drawn, np.zeros(len(rates))
        even = np.ravel(assuncao_rate(events, households))
        binary = W(links, id_order=sorted(links), silence_warnings=True)
        local = G_Local(even, binary, transform="B", star=True, permutations=0)
    return drawn, np.asarray(local.Zs, float)


def _spots(z: Floats) -> NDArray[np.object_]:
    """Hot, cold or none, so that few of those named are named by chance."""
    p = 2 * stats.norm.sf(np.abs(z))
    named = stats.false_discovery_control(p) <= FALSE_DISCOVERIES
    return np.where(named, np.where(z > 0, "hot", "cold"), "none").astype(object)
