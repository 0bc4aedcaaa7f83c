"""Is what a Chinese reader is told told in Chinese?"""

import re

# Names of columns, codes and formats stand alone or in lists; sentences have words in a row.
ENGLISH = re.compile(r"(?<![\w/.-])(?:[A-Za-z]+[,;:]? ){2,}[a-z]+(?![\w/-])")


def english_in(text: str) -> list[str]:
    """Runs of three English words or more.

    Examples
    --------
    >>> english_in("a.csv 是空文件；请重新导出"), english_in("a.csv is empty; export it again")
    ([], ['is empty; export it again'])
    """
    return ENGLISH.findall(text)
