"""What is each table and each column, in the language of the reader?"""

import functools
import tomllib
from pathlib import Path

from data import schema


def table_note(table: str, lang: str) -> str:
    """One sentence about a table, "zh" or "en"."""
    return str(_chinese()["tables"][table]) if lang == "zh" else schema.table(table).meaning


def column_note(table: str, column: str, lang: str) -> str:
    """What a column holds, "zh" or "en"."""
    if lang != "zh":
        return schema.table(table).column(column).meaning
    of_table = _chinese()["columns_of"].get(table, {})
    return str(of_table.get(column) or _chinese()["columns"][column])


@functools.cache
def _chinese() -> dict[str, dict]:
    return tomllib.loads(Path(__file__).with_name("words.zh.toml").read_text("utf-8"))
