"""Which townships, villages and grids does the invented district have, and what are they called?"""

import functools
from dataclasses import dataclass

import numpy as np

# Statistical division codes have 12 digits: 6 county, 3 township, 3 village (domain.md 2.5).
# Provinces are numbered 11 to 82, so no real place has, or is about to get, a code that starts
# with 99.
COUNTY = "990101"
DISTRICT_CODE = COUNTY + "000000"

# Two pools of characters that people read but that do not name settlements; every pair is used at
# most once, and no pair is a landform, a family or a direction, of which real names are made.
FIRST = "砚霁珩筠漪暄翮缃绯鸢澹霭琤蘅芷湜瑄曦甯璟"
SECOND = "昀黛菡翊芃泠滢荻蓼葭檀棠苓珏婵琅籁旎笺韫"
DISTRICT_STEM = "砚霁"

FIRST_VILLAGE = 200  # committees of residents count from 001, of villagers from 200 (domain.md 2.5)
INNER_TOWNSHIPS = 4  # the three streets and the town around them
GRIDS_OF_COMMUNITY = 10
GRIDS_OF_VILLAGE = (6, 7, 8, 9)  # with 47 and 153 of them some 1,600 grids


@dataclass(frozen=True)
class Township:
    """One township: its code, what it is called and how many places it holds."""

    code: str
    name: str
    kind: str  # 街道, 镇 or 乡: numbers from 001, 100 and 200 (domain.md 2.5)
    communities: int
    villages: int

    @property
    def places(self) -> int:
        """Communities and villages."""
        return self.communities + self.villages

    @property
    def office(self) -> str:
        """Its administration, the unit in charge of most requests."""
        return self.name + ("办事处" if self.kind == "街道" else "人民政府")


@dataclass(frozen=True)
class Layout:
    """The places in order of their codes; elsewhere a place is its position in these lists."""

    townships: tuple[Township, ...]
    village_codes: tuple[str, ...]
    village_names: tuple[str, ...]
    village_township: np.ndarray  # position of the township
    is_community: np.ndarray
    setting: np.ndarray  # urban, fringe or rural
    grid_codes: tuple[str, ...]
    grid_names: tuple[str, ...]
    grid_village: np.ndarray  # position of the village

    def village(self, code: str) -> int:
        """Position of a village."""
        return self.village_codes.index(code)

    def township(self, code: str) -> int:
        """Position of a township."""
        return [t.code for t in self.townships].index(code)


# The pilot that the project started from counts 47 communities and 153 villages (domain.md 1).
_SIZES = (
    ("001", "街道", 9, 0),
    ("002", "街道", 8, 1),
    ("003", "街道", 7, 2),
    ("100", "镇", 5, 6),
    ("101", "镇", 4, 14),
    ("102", "镇", 3, 17),
    ("103", "镇", 3, 19),
    ("104", "镇", 2, 20),
    ("105", "镇", 2, 18),
    ("106", "镇", 2, 22),
    ("107", "镇", 1, 19),
    ("200", "乡", 1, 15),
)


@functools.cache
def plan() -> Layout:
    """The places of the district; always the same, whatever the seed of the records."""
    total = sum(communities + villages for _, _, communities, villages in _SIZES)
    townships = tuple(
        Township(f"{COUNTY}{number}000", _stem(total + i) + kind, kind, communities, villages)
        for i, (number, kind, communities, villages) in enumerate(_SIZES)
    )
    codes: list[str] = []
    names: list[str] = []
    owner: list[int] = []
    community: list[bool] = []
    for i, township in enumerate(townships):
        for k in range(township.places):
            is_community = k < township.communities
            serial = k + 1 if is_community else FIRST_VILLAGE + k - township.communities
            codes.append(f"{township.code[:9]}{serial:03}")
            names.append(_stem(len(names)) + ("社区" if is_community else "村"))
            owner.append(i)
            community.append(is_community)
    counts = [
        GRIDS_OF_COMMUNITY if c else GRIDS_OF_VILLAGE[i % len(GRIDS_OF_VILLAGE)]
        for i, c in enumerate(community)
    ]
    return Layout(
        townships=townships,
        village_codes=tuple(codes),
        village_names=tuple(names),
        village_township=np.array(owner),
        is_community=np.array(community),
        setting=_settings(townships, np.array(owner), np.array(community)),
        grid_codes=tuple(
            grid_code(c, k) for c, n in zip(codes, counts, strict=True) for k in range(n)
        ),
        grid_names=tuple(
            grid_name(c, k) for c, n in zip(names, counts, strict=True) for k in range(n)
        ),
        grid_village=np.repeat(np.arange(len(codes)), counts),
    )


def grid_code(village_code: str, k: int) -> str:
    """Code of the k-th grid of a village: 12 digits of the village and 3 of its own."""
    return f"{village_code}{k + 1:03}"


def grid_name(village_name: str, k: int) -> str:
    """Name of the k-th grid of a village."""
    return f"{village_name}第{k + 1}网格"


def _stem(k: int) -> str:
    """The k-th pair of characters; different for every k below 400."""
    return FIRST[k % len(FIRST)] + SECOND[(7 * k + k // len(FIRST)) % len(SECOND)]


def _settings(
    townships: tuple[Township, ...], owner: np.ndarray, community: np.ndarray
) -> np.ndarray:
    """Communities of streets are urban, other communities and the nearest villages the fringe."""
    is_street = np.array([t.kind == "街道" for t in townships])[owner]
    fringe = np.where(community | (owner < INNER_TOWNSHIPS), "fringe", "rural")
    return np.where(is_street & community, "urban", fringe)
