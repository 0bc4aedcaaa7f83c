"""Does a text hold what is never stored, or what is no text at all?"""

from collections.abc import Sequence

from data.schema import Table
from data.sources import personal
from data.sources.selecting import Field
from data.sources.source_file import literal, quoted

FORMULA = r"^(=|#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!))"
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
MOBILE = r"(?:^|[^0-9])1[3-9][0-9]{9}(?:[^0-9]|$)"
IDENTITY = r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]"


def typed(field: Field) -> str:
    """Name of the column that holds the value of a field while rows are judged."""
    return quoted(field.column.name)


def raw(field: Field) -> str:
    """Name of the column that holds the text of a field while rows are judged."""
    return quoted(f"{field.column.name} text")


def is_free_text(field: Field) -> bool:
    """Whether a field may hold any text: no list, no reference, no hash, no constant."""
    column = field.column
    listed = column.allowed or column.refers or column.pseudonym
    return column.type == "text" and not listed and bool(field.header)


def suspicion(fields: Sequence[Field]) -> str:
    """SQL condition that is true for few rows, and for all with a fault in a free text.

    One search through all texts of a row costs a third of one search a column.
    """
    texts = ", ".join(typed(f) for f in fields if is_free_text(f))
    if not texts:
        return "false"
    pattern = literal(f"(?m:{CONTROL}|{FORMULA}|{MOBILE}|{IDENTITY})")
    return f"regexp_matches(concat_ws(chr(10), {texts}), {pattern})"


def flag(field: Field) -> str:
    """Name of the column that says that a text is not to be stored."""
    return quoted(f"{field.column.name} is personal")


def personal_texts(fields: Sequence[Field], table: Table) -> str:
    """SQL of one flag for each free text: it is, or holds, a phone or identity number.

    In a key only whole numbers count: its digits are often a date and a running number.
    """
    flags = []
    for field in fields:
        if is_free_text(field):
            in_key = field.column.name in table.key
            secret = (personal.content_rule if in_key else holds_secret)(typed(field))
            flags.append(f"CASE WHEN suspicious THEN {secret} ELSE false END AS {flag(field)}")
    return ", ".join(["*", *flags])


def holds_secret(text: str) -> str:
    """SQL condition: a phone or identity number stands somewhere in the text."""
    found = f"regexp_extract({text}, {literal(IDENTITY)})"
    return (
        f"regexp_matches({text}, {literal(MOBILE)}) OR {personal.content_rule(text)} "
        f"OR {personal.content_rule(found)}"
    )
