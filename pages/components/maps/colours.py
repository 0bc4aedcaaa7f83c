"""Which colour has each class of a map, in both themes, and for whom is high good?"""

from collections.abc import Sequence

from analytics.metrics import METRICS
from pages.components.look import LIGHT, Palette

STATES = ("untargeted", "few", "hidden", "none")  # classes of their own, after those of values
# Amounts from little to much, one hue; the last is the colour of "better" in its theme.
AMOUNTS = {
    True: ("#dce8f4", "#a4c7e6", "#71a3d2", "#4282bd", "#1c64a5"),
    False: ("#1f2f40", "#2b4e6e", "#3f6d98", "#5991c3", "#7db8ee"),
}
# Around a target: worse than it, better than it, the further the stronger.
WORSE = {True: ("#b0500a", "#e8b489"), False: ("#f2a65a", "#8a6238")}
BETTER = {True: ("#9fc3e3", "#1c64a5"), False: ("#3f668a", "#7db8ee")}
STATE = {
    True: {"within": "#d5dbe2", "few": "#f1f2f4", "hidden": "#8f98a3", "untargeted": "#e8e3d8"},
    False: {"within": "#3b444e", "few": "#20262e", "hidden": "#7a838e", "untargeted": "#353024"},
}


def of_classes(kinds: Sequence[str], metric: str, scheme: str, palette: Palette) -> list[str]:
    """A colour for each class, in their order."""
    is_light = palette.paper == LIGHT.paper
    fixed = {**STATE[is_light], "none": palette.paper}
    better = METRICS[metric].better if metric else "none"
    if scheme == "funnel":
        fixed |= _outside(better, palette)
        return [fixed[kind] for kind in kinds]
    if scheme == "goal":
        fixed |= {"near": fixed["within"], "missed": palette.worse, "reached": palette.better}
        return [fixed[kind] for kind in kinds]
    valued = [kind for kind in kinds if kind not in STATES]
    ramp = _around(better, is_light) if scheme == "target" else AMOUNTS[is_light]
    return [
        fixed[kind] if kind in fixed else ramp[_step(int(kind), len(valued), len(ramp))]
        for kind in kinds
    ]


def _outside(better: str, palette: Palette) -> dict[str, str]:
    """Blue is better and orange worse; where neither is, dark is more and a mid grey less."""
    if better == "higher":
        return {"above": palette.better, "below": palette.worse}
    if better == "lower":
        return {"above": palette.worse, "below": palette.better}
    return {"above": palette.ink, "below": palette.quiet}


def _around(better: str, is_light: bool) -> tuple[str, ...]:
    rising = (*WORSE[is_light], *BETTER[is_light])
    return tuple(reversed(rising)) if better == "lower" else rising


def _step(number: int, classes: int, steps: int) -> int:
    """Spread fewer classes over the whole ramp."""
    return round(number * (steps - 1) / max(classes - 1, 1)) if classes < steps else number
