"""Which SQL trims a text, maps it to other words, and makes a typed value of it?"""

from collections.abc import Sequence

from data.sentences import say
from data.sources import times
from data.sources.source_file import literal, quoted

WHITE = " \t\r\n\u00a0\u3000\ufeff\u200b"
TRUE = ("true", "t", "1", "yes", "y", "是", "有", "对", "√")
FALSE = ("false", "f", "0", "no", "n", "否", "无", "没有", "×")
HASH_LENGTH = 32  # hexadecimal digits kept of SHA-256: 128 bits
EXPECTED = {
    "text": say("expected.text"),
    "integer": say("expected.integer"),
    "number": say("expected.number"),
    "boolean": say("expected.boolean"),
    "date": say("expected.date"),
    "time": say("expected.time"),
    "geometry": say("expected.geometry"),
}


def trimmed(column: str, missing: Sequence[str], tidy: bool) -> str:
    """SQL of a cell without the white space around it; NULL if blank or a value for missing.

    tidy: the file has no white space to trim, and its empty cells are NULL already.
    """
    cell = plain = quoted(column)
    if not tidy:  # the engine's trim() alone leaves tabs and line ends
        plain = (
            f"CASE WHEN {cell}[1] <= ' ' OR {cell}[-1] <= ' ' "
            f"THEN trim({cell}, {literal(WHITE)}) ELSE trim({cell}) END"
        )
    if not missing:
        return plain if tidy else f"nullif({plain}, '')"
    gone = ", ".join(literal(value) for value in ("", *missing))
    return f"CASE WHEN {plain} IN ({gone}) THEN NULL ELSE {plain} END"


def typed(kind: str, text: str, zone: str, forms: Sequence[str], keeps_offsets: bool) -> str:
    """SQL that makes a value of the schema's type of the text; NULL where it cannot be.

    zone, forms, keeps_offsets: see times.utc.
    """
    if kind == "time":
        return times.utc(text, zone, forms, keeps_offsets)
    if kind == "date":
        return times.date(text, zone, forms, keeps_offsets)
    if kind in ("integer", "number"):
        return _number(kind, text)
    if kind == "boolean":
        yes, no = (", ".join(literal(word) for word in words) for words in (TRUE, FALSE))
        low = f"lower(trim({text}))"
        return f"CASE WHEN {low} IN ({yes}) THEN true WHEN {low} IN ({no}) THEN false END"
    return f"TRY(unhex({text}))" if kind == "geometry" else text


def pseudonym(text: str, column: str) -> str:
    """SQL of the salted hash that stands for a household or a visitor.

    The salt is the connection's variable "salt". The column's name goes in as well, so that a
    household and a visitor of one number are not the same.
    """
    salted = f"getvariable('salt') || {literal(f'{column}:')} || {text}"
    return f"left(sha256({salted}), {HASH_LENGTH})"


def part(text: str, separator: str, number: int) -> str:
    """SQL of the numbered part, from 1, of a text such as "a->b->c"; NULL if there is none."""
    return f"nullif(trim(split_part({text}, {literal(separator)}, {number})), '')"


def unreadable(value: str, raw: str) -> str:
    """SQL condition: a text is there, and its value is not."""
    return f"CASE WHEN ({value}) IS NULL THEN ({raw}) IS NOT NULL ELSE false END"


def _number(kind: str, text: str) -> str:
    """Plain figures, or figures with a comma at every thousand."""
    grouped = (
        f"CASE WHEN regexp_full_match({text}, '\\s*[+-]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?\\s*') "
        f"THEN TRY_CAST(replace({text}, ',', '') AS DOUBLE) END"
    )
    amount = f"coalesce(TRY_CAST({text} AS DOUBLE), {grouped})"
    if kind == "number":
        return f"CASE WHEN isfinite({amount}) THEN {amount} END"
    whole = f"coalesce(TRY_CAST({text} AS BIGINT), TRY_CAST({grouped} AS BIGINT))"
    return f"CASE WHEN {amount} = {whole} THEN {whole} END"


def valued(text: str, values: Sequence[tuple[str, str]]) -> str:
    """SQL of the value map. Case does not matter; "ab*" is for texts that begin so, "*" for all
    others; "" means missing. What is not in the map stays as it is.
    """
    cases = [
        f"WHEN {_matches(text, given.strip().lower())} THEN {_target(target)}"
        for given, target in sorted(values, key=lambda one: one[0] == "*")
    ]
    return f"CASE {' '.join(cases)} ELSE {text} END"


def _matches(text: str, given: str) -> str:
    if given == "*":
        return f"{text} IS NOT NULL"
    if given.endswith("*"):
        return f"starts_with(lower({text}), {literal(given[:-1])})"
    return f"lower({text}) = {literal(given)}"


def _target(target: str) -> str:
    return literal(target) if target else "NULL"


def flag(derive: str, texts: Sequence[str]) -> str:
    """SQL of the text of a truth value that is made from several cells."""
    yes = ", ".join(literal(word) for word in TRUE)
    on = [f"coalesce(lower({t}) IN ({yes}) OR TRY_CAST({t} AS DOUBLE) > 0, false)" for t in texts]
    if derive == "in_time":  # the first counts what ended in time, the second what did not
        return f"CASE WHEN {on[0]} THEN 'true' WHEN {on[1]} THEN 'false' END"
    if derive == "any_true":
        return f"CASE WHEN {' OR '.join(on)} THEN 'true' ELSE 'false' END"
    return f"CASE WHEN coalesce({', '.join(texts)}) IS NOT NULL THEN 'true' ELSE 'false' END"
