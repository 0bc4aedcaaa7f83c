"""When are two headers, or two names of a place, the same?"""

import unicodedata


def normal(text: str) -> str:
    """Comparable form of a place's name: NFKC, single spaces, case folded.

    Examples
    --------
    >>> normal(" Ｗａｒｄ　18 ") == normal("ward 18")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("\ufeff", "").split()).casefold()


def header(text: str) -> str:
    """Comparable form of a header: as a name, and "_" is a space.

    Examples
    --------
    >>> header("Unique Key") == header("unique_key")
    True
    """
    return " ".join(normal(text).replace("_", " ").split())
