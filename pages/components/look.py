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


def palette() -> Palette:
    """Colours of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def apply() -> None:
    """Give the page its style sheet and the colours of the theme."""
    colours = palette()
    names = "; ".join(f"--{name}: {colour}" for name, colour in vars(colours).items())
    sheet = Path(__file__).with_name("look.css").read_text(encoding="utf-8")
    st.html(f"<style>:root {{ {names} }}\n{sheet}</style>")
