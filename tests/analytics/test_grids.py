"""Are densities smoothed by neighbours, and are hot spots named no more often than promised?"""

import numpy as np
import pandas as pd
import pytest
import shapely

from analytics import grids


def lattice(side: int) -> tuple[list[str], list[bytes]]:
    cells = [shapely.box(c, r, c + 1, r + 1) for r in range(side) for c in range(side)]
    return [f"G{i}" for i in range(len(cells))], list(shapely.to_wkb(cells))


def counts(requests: np.ndarray, households: int = 100) -> pd.DataFrame:
    codes = [f"G{i}" for i in range(len(requests))]
    return pd.DataFrame({"area_code": codes, "requests": requests, "households": households})


def test_neighbours_share_a_border_or_a_corner() -> None:
    around = grids.neighbours(*lattice(3))
    assert sorted(around["G4"]) == ["G0", "G1", "G2", "G3", "G5", "G6", "G7", "G8"]
    assert sorted(around["G0"]) == ["G1", "G3", "G4"]


def test_local_smoothing_is_marshalls_formula() -> None:
    codes, cells = lattice(4)
    around = grids.neighbours(codes, cells)
    rng = np.random.default_rng(3)
    table = counts(rng.poisson(5, 16)).assign(households=rng.integers(50, 200, 16))
    found = grids.density(table, around).set_index("area_code")
    table = table.set_index("area_code")
    for code in codes:  # plain Python
        ring = [*around[code], code]
        e, b = table.loc[ring, "requests"], table.loc[ring, "households"]
        mean = e.sum() / b.sum()
        spread = ((e / b - mean) ** 2 * b).sum() / b.sum() - mean / (b.sum() / len(ring))
        own = table.loc[code]
        weight = max(spread, 0) / (max(spread, 0) + mean / own["households"])
        rate = own["requests"] / own["households"]
        wanted = 1000 * (mean + weight * (rate - mean))
        assert found.loc[code, "smoothed"] == pytest.approx(wanted)


def test_a_cluster_is_found_and_chance_is_not() -> None:
    codes, cells = lattice(20)
    around = grids.neighbours(codes, cells)
    rng = np.random.default_rng(1)
    flat = [grids.density(counts(rng.poisson(10, 400)), around) for _ in range(20)]
    false = [bool(one["spot"].isin(["hot", "cold"]).any()) for one in flat]
    assert np.mean(false) <= 0.25  # of 20 maps without any spot, few name one
    mean = np.full((20, 20), 10.0)
    mean[5:9, 5:9] = 40
    found = grids.density(counts(rng.poisson(mean).ravel()), around)["spot"].to_numpy()
    grid = found.reshape(20, 20)
    assert (grid[5:9, 5:9] == "hot").all()
    assert (grid[13:, 13:] != "hot").all()


def test_grids_without_households_or_neighbours_are_not_judged() -> None:
    codes, cells = lattice(4)
    table = counts(np.full(17, 3.0))
    table.loc[0, "households"] = 0
    around = {**grids.neighbours(codes, cells), "G16": []}
    found = grids.density(table, around).set_index("area_code")
    assert np.isnan(found.loc["G0", "rate"])
    assert found.loc[["G0", "G16"], "spot"].tolist() == ["unjudged", "unjudged"]
    few = grids.density(counts(np.array([1.0, 2.0])), {"G0": ["G1"], "G1": ["G0"]})
    assert set(few["spot"]) == {"unjudged"}


def test_sums_of_the_engine_may_be_python_numbers() -> None:
    """A sum of counts can come as objects, which raise where floats would be infinite."""
    told = counts(np.array([3, 2])).astype({"requests": object, "households": object})
    told.loc[1, "households"] = 0
    found = grids.density(told, {"G0": ["G1"], "G1": ["G0"]})
    assert found["rate"][0] == 30
    assert np.isnan(found["rate"][1])


def test_where_nobody_around_raises_anything_the_smoothed_rate_is_zero() -> None:
    around = grids.neighbours(*lattice(5))
    requests = np.zeros(25)
    requests[24] = 9
    found = grids.density(counts(requests), around)
    assert found["smoothed"].tolist()[:3] == [0, 0, 0]
    assert found.loc[24, "smoothed"] > 0


def test_grids_apart_from_each_other_are_judged_among_their_own() -> None:
    codes, cells = lattice(8)
    around = grids.neighbours(codes, cells)
    left = {c for c in codes if int(c[1:]) % 8 < 3}
    right = {c for c in codes if int(c[1:]) % 8 > 4}
    around = {
        c: [o for o in near if {c, o} <= left or {c, o} <= right] for c, near in around.items()
    }
    found = grids.density(counts(np.random.default_rng(0).poisson(9, 64)), around)
    assert (found["spot"] == "unjudged").sum() == 16
    assert found["smoothed"].notna().all()
