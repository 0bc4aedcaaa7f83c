"""What do residents ask for, how often, in which season, and how long does each take?"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Leaf(NamedTuple):
    """One category of the second level, a row of categories.csv."""

    code: str
    name_zh: str
    name_en: str
    share: float  # of all requests, before season and setting
    days: float  # median from sign-in to closing
    spread: float  # sigma of the log-normal time
    limit: str  # code of its time limit
    consult: float  # share of mere questions
    peak: int  # month of the most requests
    swing: float  # how much more in that month, as a share of the mean
    urban: float  # times as frequent in urban communities, and as much rarer in rural villages
    department: str  # district unit that handles most of them; empty: the township


GROUPS = (
    ("01", "环境卫生", "Environment and sanitation"),
    ("02", "道路交通", "Roads and traffic"),
    ("03", "住房物业", "Housing and property"),
    ("04", "水电气热", "Water, power, gas and heating"),
    ("05", "社会保障", "Social security"),
    ("06", "社会治安", "Public order and safety"),
    ("07", "农业农村", "Farming and countryside"),
    ("08", "教育卫生", "Schools and health"),
)

# Waiting times differ by category, and areas by their mix of categories (domain.md 4.3).
LEAVES = tuple(
    Leaf(
        row["code"],
        row["name_zh"],
        row["name_en"],
        float(row["share"]),
        float(row["days"]),
        float(row["spread"]),
        row["limit"],
        float(row["consult"]),
        int(row["peak"]),
        float(row["swing"]),
        float(row["urban"]),
        row["department"],
    )
    for row in csv.DictReader(
        Path(__file__).with_name("categories.csv").read_text(encoding="utf-8").splitlines()
    )
)

# Amount, unit and start of the time limits: those of Beijing's four classes, and consultations in
# three working days from the next day (domain.md 2.2).
LIMITS = {
    "H2": (2, "hour", "received"),
    "H24": (24, "hour", "received"),
    "D7": (7, "natural_day", "received"),
    "D15": (15, "natural_day", "received"),
    "W3": (3, "working_day", "next_day"),
}

# Phone first, by far (90.71 % of contacts in 2020, domain.md 2.2); those of visits come on top.
CHANNELS = {
    "hotline": ("市民热线", "Hotline", 0.755),
    "app": ("网上平台", "App and web", 0.110),
    "counter": ("服务窗口", "Service counter", 0.060),
    "whistle": ("街乡吹哨", "Whistle of the township", 0.025),
    "survey": ("入户调查", "Survey", 0.010),
    "other": ("其他渠道", "Other", 0.040),
    "visit": ("入户走访", "Household visit", 0.0),
}

LEAN = {"urban": 1.0, "fringe": 0.0, "rural": -1.0}  # exponent of a leaf's `urban`


def setting_shares(setting: str) -> np.ndarray:
    """Share of each leaf among the requests of a setting, over a whole year."""
    shares = np.array([leaf.share * leaf.urban ** LEAN[setting] for leaf in LEAVES])
    return shares / shares.sum()


def season(month: np.ndarray) -> np.ndarray:
    """How frequent each leaf is in the months (0 to 11), shape (leaves, n), 1 on average."""
    peak = np.array([[leaf.peak - 1] for leaf in LEAVES])
    swing = np.array([[leaf.swing] for leaf in LEAVES])
    wave: np.ndarray = 1 + swing * np.cos(2 * np.pi * (month[None, :] - peak) / 12)
    return wave
