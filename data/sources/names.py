"""When are two headers, or two names of a place, the same?"""

import functools
import re
import unicodedata

import opencc

# What is left out where a name is told with or without it, by level; the longest comes first.
SUFFIXES = {
    "township": r"(街道办事处|地区办事处|街道办|街道|地区|镇人民政府|乡人民政府|镇|乡)$",
    "village": (r"(社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|社区|村|居)$"),
}
FEWEST_LEFT = 2  # characters of a name without its suffix


def normal(text: str) -> str:
    """Comparable form of a place's name: NFKC, single spaces, case folded.

    Examples
    --------
    >>> normal(" Ｗａｒｄ　18 ") == normal("ward 18")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("\ufeff", "").split()).casefold()


def loose(text: str, level: str) -> str:
    """Form in which names of one place mostly agree: simplified characters, no suffix.

    Examples
    --------
    >>> loose("梨園社區居民委員會", "village") == loose("梨园社区", "village")
    True
    >>> loose("东村", "village")
    '东村'
    """
    plain = _simplifier().convert(normal(text)).replace(" ", "")
    bare = re.sub(SUFFIXES[level], "", plain) if level in SUFFIXES else plain
    return bare if len(bare) >= FEWEST_LEFT else plain


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def header(text: str) -> str:
    """Comparable form of a header: as a name, and "_" is a space.

    Examples
    --------
    >>> header("Unique Key") == header("unique_key")
    True
    """
    return " ".join(normal(text).replace("_", " ").split())
