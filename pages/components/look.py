"""Which colours carry which meaning, in the light theme and in the dark one?"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

FONT = (
    "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', system-ui, sans-serif"
)


@dataclass(frozen=True)
class Palette:
    """Colours by meaning; text colours have a contrast of at least 4.5 to 1 on the paper."""

    paper: str
    ink: str  # the place chosen
    quiet: str  # all others, and small print
    faint: str  # too few to judge
    line: str  # rules, grids, limits
    better: str
    worse: str
    hatch: str  # provisional


LIGHT = Palette(
    paper="#ffffff", ink="#1b2430", quiet="#626b78", faint="#b9c0c9", line="#d9dde3",
    better="#1c64a5", worse="#b0500a", hatch="#eceef1",
)  # fmt: skip
DARK = Palette(
    paper="#14181d", ink="#e7ebf0", quiet="#a0a9b4", faint="#58626e", line="#39424d",
    better="#7db8ee", worse="#f2a65a", hatch="#20262e",
)  # fmt: skip


PALE = 0.45  # how far a pale colour lies towards the paper
GREYS = (0.0, 0.35, 0.6, 0.8)  # the same for steps of one grey that an eye still tells apart


def mixed(first: str, second: str, share: float) -> str:
    """A colour between two: 0 is the first, 1 the second."""
    pairs = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def palette() -> Palette:
    """Colours of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def apply() -> None:
    """Give the page its style sheet and the colours of the theme."""
    colours = palette()
    names = "; ".join(f"--{name}: {colour}" for name, colour in vars(colours).items())
    sheet = Path(__file__).with_name("look.css").read_text(encoding="utf-8")
    st.html(f"<style>:root {{ {names} }}\n{sheet}</style>")
