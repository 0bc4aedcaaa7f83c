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
from data.sentences import OTHER, QUESTION, VALUE, Sentence, say
from data.sources.mapping import ANSWER
from data.sources.selecting import Field, Selection
from data.sources.source_file import literal

LONGEST_TEXT = 2_000  # bytes; codes and names are far shorter
EARLIEST = "1990-01-01"  # before it no such system existed: 0001 and 1900 are faults of exports
LATEST = "2100-12-31"
# Days from or until which a rule or a place holds may be centuries off: "always", "no end".
EARLIEST_VALIDITY, LATEST_VALIDITY = "1800-01-01", "9999-12-31"
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
    sentence : Sentence
        What is said: VALUE stands for the value at fault, OTHER for the one compared with.
    value, other : str
        SQL of these two texts.
    """

    column: str
    name: str
    broken: str
    sentence: Sentence
    value: str
    other: str = "NULL"


@dataclass(frozen=True)
class Moments:
    """Naive UTC moments that times are compared with: of loading, and the declared data date."""

    now: datetime
    as_of: datetime | None = None


Maker = Callable[[str, str, Sentence], Rule]  # of a column: name, condition, sentence


def label(field: Field) -> str:
    """The column as messages name it, with the file's own header where that differs.

    QUESTION stands for the header of the cell that an unpivoted row was made from.
    """
    name = field.column.name
    if field.header == ANSWER:
        return f"{name} ({QUESTION})"
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

    def rule(kind: str, broken: str, told: Sentence) -> Rule:
        return Rule(column.name, kind, broken, told, raw(field))

    if _is_required(field):
        told = say("row.missing", column=name, expected=field.expected)
        yield rule("missing", f"{raw(field)} IS NULL", told)
    if column.type != "text":
        unreadable = f"{value} IS NULL AND {raw(field)} IS NOT NULL"
        formula = f"{unreadable} AND regexp_matches({raw(field)}, {literal(secrecy.FORMULA)})"
        yield rule("formula", formula, say("row.formula", column=name, value=VALUE))
        told = say("row.unreadable", column=name, value=VALUE, expected=field.expected)
        yield rule("unreadable", unreadable, told)
    if column.allowed:
        told = say("row.not_allowed", column=name, value=VALUE, allowed=column.allowed)
        yield rule("not_allowed", f"{value} NOT IN ({_listed(column.allowed)})", told)
    if column.between:
        low, high = column.between
        allowed = {"low": _amount(low), "high": _amount(high)}
        told = say("row.out_of_range", column=name, value=VALUE, **allowed)
        yield rule("out_of_range", f"{value} NOT BETWEEN {low!r} AND {high!r}", told)
    if is_free_text(field):
        yield from _of_text(field, rule)
    if column.type in ("date", "time"):
        yield from _of_moment(field, rule, moments)


def _amount(number: float) -> str:
    """With a comma at every thousand, but for years."""
    return f"{number:,.15g}" if abs(number) >= 10_000 else f"{number:.15g}"


def _listed(allowed: tuple[str, ...]) -> str:
    return ", ".join(literal(a) for a in allowed)


def _of_text(field: Field, rule: Maker) -> Iterator[Rule]:
    value, about = typed(field), {"column": label(field), "value": VALUE}
    told = say("row.too_long", **about, most=LONGEST_TEXT)
    yield rule("too_long", f"strlen({value}) > {LONGEST_TEXT}", told)
    control = f"suspicious AND regexp_matches({value}, {literal(secrecy.CONTROL)})"
    yield rule("control_character", control, say("row.control", **about))
    formula = f"suspicious AND regexp_matches({value}, {literal(secrecy.FORMULA)})"
    yield rule("formula", formula, say("row.formula", **about))
    kind = EMPTIED if field.column.optional else "personal"
    yield rule(kind, secrecy.flag(field), say("row.personal", column=label(field)))


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
    about = {"column": label(field), "value": VALUE}
    kind, last = (
        ("TIMESTAMP", f"{high} 23:59:59") if field.column.type == "time" else ("DATE", high)
    )
    told = say("row.implausible", **about, low=low, high=high)
    outside = f"{value} NOT BETWEEN {kind} '{low}' AND {kind} '{last}'"
    yield rule("implausible_time", outside, told)
    if not field.column.event:
        return
    told = say("row.future", **about)
    yield rule("future", f"{value} > TIMESTAMP '{moments.now}'", told)
    if moments.as_of and not field.column.optional:
        told = say("row.after_data_date", **about, as_of=str(moments.as_of))
        yield rule("after_data_date", f"{value} > TIMESTAMP '{moments.as_of}'", told)


# ---------------------------------------------------------------- two columns
def _pairs(selection: Selection, named: Sequence[tuple[str, str]]) -> list[tuple[Field, Field]]:
    fields = {f.column.name: f for f in selection.fields}
    return [(fields[a], fields[b]) for a, b in named if {a, b} <= set(fields)]


def _of_difference(selection: Selection) -> Iterator[Rule]:
    for one, other in _pairs(selection, selection.table.differ):
        told = say("row.same_place", column=label(other), value=VALUE, one=label(one))
        broken = f"{typed(one)} = {typed(other)}"
        yield Rule(other.column.name, "same_place", broken, told, raw(other))


def _of_order(selection: Selection) -> Iterator[Rule]:
    for low, high in _pairs(selection, selection.table.order):
        broken = f"{typed(high)} < {typed(low)}"
        if low.column.type in ("date", "time"):
            names = {"later": label(high), "earlier": label(low)}
            told = say("row.before", **names, value=VALUE, other=OTHER)
            yield Rule(high.column.name, "wrong_order", broken, told, raw(high), raw(low))
        else:
            names = {"small": label(low), "large": label(high)}
            told = say("row.more_than", **names, value=VALUE, other=OTHER)
            yield Rule(low.column.name, "wrong_order", broken, told, raw(low), raw(high))
