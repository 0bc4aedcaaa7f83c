"""Which values can a row not hold, and how is that said?

Every rule has a condition, a name and a sentence. Beside them stands one short condition a column,
`sound`, that nearly every row fulfils and under which no rule is broken: on ten million rows it
costs a fifth of trying the rules one by one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.loading import secrecy
from data.loading.secrecy import is_free_text, raw, typed
from data.sources.mapping import ANSWER
from data.sources.selecting import Field, Selection
from data.sources.source_file import literal

LONGEST_TEXT = 2_000  # bytes; codes and names are far shorter
EARLIEST = "1990-01-01"  # before it no such system existed: 0001 and 1900 are faults of exports
LATEST = "2100-12-31"
# Days from or until which a rule or a place holds may be centuries off: "always", "no end".
EARLIEST_VALIDITY, LATEST_VALIDITY = "1800-01-01", "9999-12-31"
CORRECT = "correct the row or add it to corrections"
EMPTIED = "emptied"  # no fault: a secret in an optional text is left out and the row is taken
HAS_FAULT = f"len(list_filter(problems, lambda p: p.rule <> '{EMPTIED}')) > 0"
IS_SOUND = f"(problems IS NULL OR NOT {HAS_FAULT})"


@dataclass(frozen=True)
class Rule:
    """One thing that may be wrong with one column.

    Attributes
    ----------
    column : str
        Column at fault.
    name : str
        Name of the rule.
    broken : str
        SQL condition over the row.
    sentence : str
        What is said: {value} stands for the value at fault, {other} for the one compared with.
    value, other : str
        SQL of these two texts.
    """

    column: str
    name: str
    broken: str
    sentence: str
    value: str
    other: str = "NULL"


@dataclass(frozen=True)
class Moments:
    """Naive UTC moments that times are compared with: of loading, and the declared data date."""

    now: datetime
    as_of: datetime | None = None


Maker = Callable[[str, str, str], Rule]  # of a column: name, condition, what is said after it


def label(field: Field) -> str:
    """The column as messages name it, with the file's own header where that differs.

    {question} stands for the header of the cell that an unpivoted row was made from.
    """
    name = field.column.name
    if field.header == ANSWER:
        return f"{name} ({{question}})"
    return name if field.header in ("", name) else f"{name} ({field.header})"


def rules(selection: Selection, moments: Moments) -> tuple[Rule, ...]:
    """Every rule for the rows of one output, in the order in which they are told."""
    of_columns = (r for f in selection.fields for r in _of_column(f, moments))
    return (*of_columns, *_of_order(selection), *_of_difference(selection))


def sound(selection: Selection, moments: Moments) -> str:
    """SQL condition under which no rule is broken, whatever else a row holds."""
    terms = [_sound(field, moments) for field in selection.fields]
    order, differ = selection.table.order, selection.table.differ
    terms += [f"coalesce({typed(b)} >= {typed(a)}, true)" for a, b in _pairs(selection, order)]
    terms += [f"coalesce({typed(a)} <> {typed(b)}, true)" for a, b in _pairs(selection, differ)]
    return " AND ".join(["NOT suspicious", *(term for term in terms if term)])


def problem(rule: Rule) -> str:
    """SQL of the struct that stands for a broken rule."""
    return (
        f"{{'column': {literal(rule.column)}, 'rule': {literal(rule.name)}, "
        f"'value': {rule.value}, 'other': {rule.other}}}"
    )


# ---------------------------------------------------------------- one column
def _sound(field: Field, moments: Moments) -> str:
    column, value = field.column, typed(field)
    if column.type in ("date", "time"):
        low, high = _bounds(field, moments)
        kept = f"{value} BETWEEN {low} AND {high}"
    elif column.between:
        kept = f"{value} BETWEEN {column.between[0]!r} AND {column.between[1]!r}"
    elif column.allowed:
        kept = f"{value} IN ({_listed(column.allowed)})"
    elif is_free_text(field):
        kept = f"strlen({value}) <= {LONGEST_TEXT}"
    else:
        kept = f"{value} IS NOT NULL"
    return kept if _is_required(field) else f"({kept} OR {raw(field)} IS NULL)"


def _is_required(field: Field) -> bool:
    return not field.column.optional and not field.column.default


def _of_column(field: Field, moments: Moments) -> Iterator[Rule]:
    column, name, value = field.column, label(field), typed(field)

    def rule(kind: str, broken: str, says: str) -> Rule:
        return Rule(column.name, kind, broken, f"{name} {says}", raw(field))

    if _is_required(field):
        says = f"is missing; required is {field.expected}; fill it in"
        yield rule("missing", f"{raw(field)} IS NULL", says)
    if column.type != "text":
        unreadable = f"{value} IS NULL AND {raw(field)} IS NOT NULL"
        formula = f"{unreadable} AND regexp_matches({raw(field)}, {literal(secrecy.FORMULA)})"
        yield rule("formula", formula, _FORMULA_SAYS)
        says = f'"{{value}}" cannot be read; allowed is {field.expected}; correct it'
        yield rule("unreadable", unreadable, says)
    if column.allowed:
        listed = ", ".join(column.allowed)
        says = f'"{{value}}" is not allowed; allowed are {listed}; {_VALUES}'
        yield rule("not_allowed", f"{value} NOT IN ({_listed(column.allowed)})", says)
    if column.between:
        low, high = column.between
        says = f"{{value}} is out of range; allowed is {_amount(low)} to {_amount(high)}; {CORRECT}"
        yield rule("out_of_range", f"{value} NOT BETWEEN {low!r} AND {high!r}", says)
    if is_free_text(field):
        yield from _of_text(field, rule)
    if column.type in ("date", "time"):
        yield from _of_moment(field, rule, moments)


_VALUES = "correct it or add it to the profile's values"
_FORMULA_SAYS = (
    '"{value}" is a formula or the error of one, not a value; save the sheet with values only'
)
_CONTROL_SAYS = '"{value}" holds control characters; remove them'
_PERSONAL_SAYS = "holds a phone or identity number, which is never stored; map another column"


def _amount(number: float) -> str:
    """With a comma at every thousand, but for years."""
    return f"{number:,.15g}" if abs(number) >= 10_000 else f"{number:.15g}"


def _listed(allowed: tuple[str, ...]) -> str:
    return ", ".join(literal(a) for a in allowed)


def _of_text(field: Field, rule: Maker) -> Iterator[Rule]:
    value = typed(field)
    says = f'"{{value}}" is longer than {LONGEST_TEXT:,} bytes; shorten it'
    yield rule("too_long", f"strlen({value}) > {LONGEST_TEXT}", says)
    control = f"suspicious AND regexp_matches({value}, {literal(secrecy.CONTROL)})"
    yield rule("control_character", control, _CONTROL_SAYS)
    formula = f"suspicious AND regexp_matches({value}, {literal(secrecy.FORMULA)})"
    yield rule("formula", formula, _FORMULA_SAYS)
    yield rule(
        EMPTIED if field.column.optional else "personal", secrecy.flag(field), _PERSONAL_SAYS
    )


# ---------------------------------------------------------------- times
def _bounds(field: Field, moments: Moments) -> tuple[str, str]:
    """SQL of the first and last moment that a column may hold."""
    low, high = _span(field)
    if field.column.type == "date":
        return f"DATE '{low}'", f"DATE '{high}'"
    last = f"{high} 23:59:59"
    if field.column.event:
        is_clock = not field.column.optional
        last = str(min(moments.now, moments.as_of or moments.now) if is_clock else moments.now)
    return f"TIMESTAMP '{low}'", f"TIMESTAMP '{last}'"


def _span(field: Field) -> tuple[str, str]:
    is_validity = field.column.name in ("valid_from", "valid_to")
    return (EARLIEST_VALIDITY, LATEST_VALIDITY) if is_validity else (EARLIEST, LATEST)


def _of_moment(field: Field, rule: Maker, moments: Moments) -> Iterator[Rule]:
    value, (low, high) = typed(field), _span(field)
    kind, last = (
        ("TIMESTAMP", f"{high} 23:59:59") if field.column.type == "time" else ("DATE", high)
    )
    says = f"{{value}} is implausible; allowed is {low} to {high}; {CORRECT}"
    outside = f"{value} NOT BETWEEN {kind} '{low}' AND {kind} '{last}'"
    yield rule("implausible_time", outside, says)
    if not field.column.event:
        return
    says = f"{{value}} is in the future; what happened is never later than the load; {CORRECT}"
    yield rule("future", f"{value} > TIMESTAMP '{moments.now}'", says)
    if moments.as_of and not field.column.optional:
        says = (
            f"{{value}} is after the data date {moments.as_of} UTC; leave the row out or load with "
            "a later --as-of"
        )
        yield rule("after_data_date", f"{value} > TIMESTAMP '{moments.as_of}'", says)


# ---------------------------------------------------------------- two columns
def _pairs(selection: Selection, named: Sequence[tuple[str, str]]) -> list[tuple[Field, Field]]:
    fields = {f.column.name: f for f in selection.fields}
    return [(fields[a], fields[b]) for a, b in named if {a, b} <= set(fields)]


def _of_difference(selection: Selection) -> Iterator[Rule]:
    for one, other in _pairs(selection, selection.table.differ):
        says = f"{label(other)} {{value}} is {label(one)} itself; name another one"
        broken = f"{typed(one)} = {typed(other)}"
        yield Rule(other.column.name, "same_place", broken, says, raw(other))


def _of_order(selection: Selection) -> Iterator[Rule]:
    for low, high in _pairs(selection, selection.table.order):
        broken = f"{typed(high)} < {typed(low)}"
        if low.column.type in ("date", "time"):
            says = f"{label(high)} {{value}} is before {label(low)} {{other}}; {CORRECT}"
            yield Rule(high.column.name, "wrong_order", broken, says, raw(high), raw(low))
        else:
            says = f"{label(low)} {{value}} is more than {label(high)} {{other}}; {CORRECT}"
            yield Rule(low.column.name, "wrong_order", broken, says, raw(low), raw(high))
