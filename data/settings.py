"""Which choices may the operator make, and what holds if none is made?"""

import os
from dataclasses import dataclass
from pathlib import Path

from data.errors import DataError


@dataclass(frozen=True)
class Setting:
    """One environment variable, its default and one sentence of help."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("DASHBOARD_HOME", "data/local", "Folder of the snapshots, uploads, reviews "
            "and the salt."),
    Setting("DASHBOARD_ZONE", "", "Business time zone of a new store; empty: that of the first "
            "file loaded, Asia/Shanghai for the demo."),
    Setting("DASHBOARD_KEEP", "5", "How many snapshots are kept for roll-back."),
    Setting("DASHBOARD_MEMORY", "1500MB", "Most memory the engine may use to load and to publish "
            "before it goes to disk."),
    Setting("DASHBOARD_READERS_MEMORY", "600MB", "Most memory the engine may use to answer "
            "readers, all of them together, before it goes to disk."),
    Setting("DASHBOARD_REJECT_SHARE", "0.5", "A file with a larger share of rejected rows is "
            "refused as a whole."),
    Setting("DASHBOARD_SMALLEST_CELL", "10", "Opinions of fewer people than this are hidden."),
    Setting("DASHBOARD_TILES", "", "Address of map tiles below the outlines, with {z}, {x}, {y}; "
            "empty: none, and no request leaves the computer."),
    Setting("PORT", "8501", "Port of the dashboard."),
)  # fmt: skip


def value(name: str) -> str:
    """The setting as the environment has it, or its default."""
    setting = next(s for s in SETTINGS if s.name == name)
    return os.environ.get(name) or setting.default


def number(name: str, low: float, high: float) -> float:
    """The setting as a number; DataError if it is none or lies outside low..high."""
    text = value(name)
    try:
        amount = float(text)
    except ValueError:
        amount = float("nan")
    if not low <= amount <= high:
        raise DataError("store.setting", name=name, value=text, low=low, high=high)
    return amount


def home() -> Path:
    """Folder of the store."""
    return Path(value("DASHBOARD_HOME"))


def smallest_cell() -> int:
    """Opinions of fewer people than this are hidden, on every page and in every file."""
    return int(number("DASHBOARD_SMALLEST_CELL", 1, 1000))
