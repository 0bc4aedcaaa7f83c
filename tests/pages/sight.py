"""How do colours look to readers who lack a kind of cone, and how far apart are they then?"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Linear red, green and blue as seen without one kind of cone: G. M. Machado, M. M. Oliveira and
# L. A. F. Fernandes (2009), A physiologically-based model for simulation of color vision
# deficiency, IEEE TVCG 15(6), severity 1.0.
SIGHTS = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)  # sRGB, D65


def distance(first: str, second: str, sight: str = "all cones") -> float:
    """CIEDE2000 between two colours like #1c64a5; about 2 is the least that is noticed."""
    return ciede2000(_seen(first, sight), _seen(second, sight))


def _seen(colour: str, sight: str) -> Floats:
    """Lightness, a and b (CIELAB) of a colour as it is seen."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHTS[sight] @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(first: Floats, second: Floats) -> float:
    """Sharma, Wu and Dalal (2005), The CIEDE2000 color-difference formula, equations 2 to 22."""
    lights, reds, yellows = np.array([first, second]).T
    wide = _seventh(np.hypot(reds, yellows).mean())
    reds = reds * (1 + 0.5 * (1 - wide))
    chromas, hues = np.hypot(reds, yellows), np.degrees(np.arctan2(yellows, reds)) % 360
    chroma, turn = chromas.mean(), hues[1] - hues[0]
    hue = hues.sum()
    if chromas.prod():
        hue = (hue if abs(turn) <= 180 else hue + (360 if hue < 360 else -360)) / 2
        turn = (turn + 180) % 360 - 180
    else:
        turn = 0.0
    apart = 2 * np.sqrt(chromas.prod()) * np.sin(np.radians(turn / 2))
    terms = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    uneven = 1 + sum(size * np.cos(np.radians(n * hue + at)) for size, n, at in terms)
    off = (lights.mean() - 50) ** 2
    light = np.diff(lights)[0] / (1 + 0.015 * off / np.sqrt(20 + off))
    strong = np.diff(chromas)[0] / (1 + 0.045 * chroma)
    apart = apart / (1 + 0.015 * chroma * uneven)
    tilt = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2 * _seventh(chroma)
    return float(np.sqrt(light**2 + strong**2 + apart**2 - tilt * strong * apart))


def _seventh(chroma: float) -> float:
    return float(np.sqrt(chroma**7 / (chroma**7 + 25**7)))
