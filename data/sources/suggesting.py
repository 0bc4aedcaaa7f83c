"""Which mapping would suit a file that no profile knows?

A suggestion is a profile as its TOML would have it, so that what a person adjusts on screen, what
is saved and what the command line takes are one and the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from data import schema
from data.sources import guessing, names, personal, wide_surveys
from data.sources.guessing import DateForms
from data.sources.mapping import place_column
from data.sources.vocabulary import PLACES, Vocabulary, vocabulary

TABLES = (
    "requests",
    "visits",
    "households",
    "areas",
    "responses",
)  # what a file of a stranger may hold
SIMILAR = 0.80  # headers less alike than this are not suggested
READABLE = 0.8  # of the texts, or they are something else
UNIQUE = 0.9  # of the texts of a key
NESTED = 0.95  # of the rows name the usual place above, or it is none
VERSION = "1"
# What holds where a file says nothing about a column that must not be empty.
USUAL = {
    "requests": {"kind": "help", "category_code": "uncategorised", "channel": "other"},
    "visits": {"visitor_role": "volunteer", "purpose": "other", "mode": "in_person",
               "was_met": "true", "issues_raised": "0"},
    "areas": {"valid_from": "2000-01-01"},
}  # fmt: skip
OTHERWISE = {"is_closed": "false", "channel": "other", "purpose": "other", "kind": "help"}
LEVELS = ("district", "township", "village", "grid")
NEVER = ("source", "village_code", "grid_code", "batch_id")  # filled by other parts of a profile
SURVEY = "responses"
ASKED = ("round_id", "subject", "question_id", "score", "score_max")  # filled by the questions


@dataclass(frozen=True)
class Match:
    """A column of the table, the header that may fill it, and how alike they are (0..1)."""

    target: str
    header: str
    score: float


@dataclass(frozen=True)
class Suggestion:
    """A mapping for a file.

    Attributes
    ----------
    table : str
        What the rows of the file seem to be.
    raw : dict
        The profile, as its TOML would have it.
    matches : tuple of Match
        Why each header was taken.
    missing : tuple of str
        Columns that must be filled and for which nothing was found: a person has to choose.
    dates : DateForms
        How days and months in figures are written.
    """

    table: str
    raw: dict[str, Any]
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    dates: DateForms


@dataclass
class Sample:
    """The headers of a file and the cells of its first rows, "" where they are empty."""

    cells: Mapping[str, Sequence[str]]
    known_areas: frozenset[str] = frozenset()
    known_names: frozenset[str] = frozenset()
    title: str = ""
    source: str = ""
    zone: str = ""
    unlocated: str | bool = True  # what a place is called of which the file does not say the name
    words: Vocabulary = field(default_factory=vocabulary)

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The cells that are not empty, by header."""
        return {header: [c for c in cells if c] for header, cells in self.cells.items()}


def suggest(sample: Sample, table: str = "") -> Suggestion:
    """Suggest a mapping for a file.

    Parameters
    ----------
    sample : Sample
        What is seen of the file.
    table : str
        What its rows are; "" means: the table of which most columns are found.
    """
    if table:
        return survey(sample) if table == SURVEY else _suggestion(sample, table)
    found = [_suggestion(sample, name) for name in TABLES if name != SURVEY]
    return max((*found, survey(sample)), key=_suits)


def _suits(suggestion: Suggestion) -> float:
    """How much of what the table needs was found, then how much was found at all."""
    needed = {m.target: m.score for m in suggestion.matches}
    needed = {t: score for t, score in needed.items() if _is_needed(suggestion.table, t)}
    return (
        sum(needed.values())
        - len(suggestion.missing)
        + sum(m.score for m in suggestion.matches) / 100
    )


def _suggestion(sample: Sample, table: str) -> Suggestion:
    dates = _dates(sample)
    columns = [c for c in schema.table(table).mapped if c.name not in NEVER]
    matches = _matched(sample, table, columns, dates)
    taken = {m.header for m in matches}
    areas, places = _places(sample, table, taken)
    chosen = {m.target: m.header for m in matches}
    filled: dict[str, Any] = {}
    missing = []
    for column in columns:
        if column.name in chosen:
            filled[column.name] = _column(sample, table, column, chosen[column.name])
        elif column.name in USUAL.get(table, {}):
            filled[column.name] = {"constant": USUAL[table][column.name]}
        elif not column.optional and not column.default:
            missing.append(column.name)
    _only_closed(filled)
    raw: dict[str, Any] = {
        "version": VERSION,
        "title": sample.title or table,
        "source": sample.source or "upload",
        "time_zone": sample.zone,
        "date_forms": list(dates.certain),
        "areas": areas,
        "output": [{"table": table, "columns": filled}],
    }
    raw = {key: value for key, value in raw.items() if value}
    return Suggestion(table, raw, (*matches, *places), tuple(missing), dates)


def _matched(
    sample: Sample, table: str, columns: Sequence[schema.Column], dates: DateForms
) -> list[Match]:
    """The header that suits each column best, where one does."""
    return _assigned(
        [
            Match(column.name, header, score)
            for column in columns
            for header in sample.texts
            if (score := _score(sample, table, column, header, dates)) >= SIMILAR
        ]
    )


def survey(sample: Sample) -> Suggestion:
    """A file with one column a question, of which the round has to be said by a person."""
    asked = wide_surveys.find(sample.texts)
    if asked is None:
        return Suggestion(SURVEY, {"output": [{"table": SURVEY, "columns": {}}]}, (),
                          ("response_ref", "score"), DateForms())  # fmt: skip
    rest = replace(sample, cells={h: c for h, c in sample.cells.items() if h not in asked.headers})
    own = [c for c in schema.table(SURVEY).mapped if c.name not in (*NEVER, *ASKED)]
    matches = _matched(rest, SURVEY, own, DateForms())
    chosen = {m.target: m.header for m in matches}
    areas, places = _places(rest, SURVEY, set(chosen.values()))
    raw = {
        "version": VERSION,
        "title": sample.title or SURVEY,
        "time_zone": sample.zone,
        "areas": areas,
        **wide_surveys.written(asked, chosen, sample.title or "round"),
    }
    found = (*matches, *places, *(Match("score", header, 1.0) for header in asked.headers))
    missing = () if "response_ref" in chosen else ("response_ref",)
    return Suggestion(SURVEY, {k: v for k, v in raw.items() if v}, found, missing, DateForms())


def _is_needed(table: str, target: str) -> bool:
    columns = {c.name: c for c in schema.table(table).mapped}
    column = columns.get(target)
    return column is not None and not column.optional and not column.default


def _assigned(matches: Sequence[Match]) -> list[Match]:
    """The most alike first; a header fills one column, a column has one header."""
    targets: set[str] = set()
    headers: set[str] = set()
    found = []
    for match in sorted(matches, key=lambda m: -m.score):
        if match.target not in targets and match.header not in headers:
            found.append(match)
            targets.add(match.target)
            headers.add(match.header)
    return found


# ---------------------------------------------------------------- one header, one column
def alike(header: str, known: frozenset[str]) -> float:
    """How alike a header is to the nearest of several, 0..1; 1 is the same.

    Examples
    --------
    >>> alike("受理时间", frozenset({"受理时间"}))
    1.0
    >>> alike("Date created", frozenset({"created date"})) > 0.9
    True
    """
    plain = names.header(header)
    if plain in known:
        return 1.0
    found = (fuzz.token_sort_ratio(plain, word) / 100 for word in known)
    return min(max(found, default=0.0), 0.99)


def _score(
    sample: Sample, table: str, column: schema.Column, header: str, dates: DateForms
) -> float:
    """How well a header suits a column: by its name, if its texts can be read as such."""
    if personal.header_kind(header) and not column.pseudonym:
        return 0.0
    known = sample.words.headers.get((table, column.name), frozenset())
    likeness = alike(header, known | {names.header(column.name)})
    texts = sample.texts[header]
    if likeness < SIMILAR or not texts:
        return 0.0
    if column.name in schema.table(table).key and guessing.distinct_share(texts) < UNIQUE:
        return 0.0
    if (table, column.name) in sample.words.values:
        return likeness if guessing.kinds(texts) else 0.0
    forms = (*dates.certain, *dates.day_first, *dates.month_first)
    return likeness if guessing.readable(texts, column, forms) >= READABLE else 0.0


def _column(sample: Sample, table: str, column: schema.Column, header: str) -> Any:
    """The mapping of a column: its header, and what its values mean where they are codes."""
    known = sample.words.values.get((table, column.name), ())
    if not (column.allowed or column.type == "boolean") or not known:
        return header
    values = {text: meaning_of(text, known) for text in guessing.kinds(sample.texts[header])}
    found = {text: meaning for text, meaning in values.items() if meaning}
    rest = OTHERWISE.get(column.name)
    return {"from": header, "values": {**found, **({"*": rest} if rest else {})}}


def _only_closed(filled: dict[str, Any]) -> None:
    """A closing time counts only where the state says closed: elsewhere it is that of some act."""
    state, closed = filled.get("is_closed"), filled.get("closed_at")
    if not isinstance(state, dict) or not isinstance(closed, str):
        return
    done = [text for text, meaning in state.get("values", {}).items() if meaning == "true"]
    if done:
        filled["closed_at"] = {"from": closed, "only_if": {"from": state["from"], "is": done}}


def meaning_of(text: str, known: Sequence[tuple[str, str]]) -> str:
    """What a text means among known ones, "ab*" for those that begin so; "" if nobody knows.

    Examples
    --------
    >>> meaning_of("Phone call", [("phone*", "hotline"), ("web*", "app")])
    'hotline'
    """
    plain = names.normal(text)
    for given, meaning in known:
        start = names.normal(given.removesuffix("*"))
        if plain == start or (given.endswith("*") and plain.startswith(start)):
            return meaning
    return ""


def _dates(sample: Sample) -> DateForms:
    """Order of day and month, by all the columns together: one file writes them one way."""
    texts = [text for listed in sample.texts.values() for text in listed]
    return guessing.date_forms(texts)


# ---------------------------------------------------------------- places
def _places(sample: Sample, table: str, taken: set[str]) -> tuple[dict[str, Any], list[Match]]:
    """The table [areas], where the table's records lie in a village."""
    if place_column(table) != "village_code":
        return {}, []
    named = [
        Match(level, header, score)
        for level in LEVELS
        for header, texts in sample.texts.items()
        if header not in taken
        and texts
        and (score := alike(header, _words(sample, level))) >= SIMILAR
    ]
    matches = _nested(sample, named)
    chosen = {m.target: m.header for m in matches}
    if not matches:  # records without a place are kept under one that says so
        district = {"constant": sample.title or "district"}
        unsaid = {"from": ["village"], "optional": True}
        return {
            "by": "name",
            "district": district,
            "village": unsaid,
            "unlocated": sample.unlocated,
        }, []
    if sample.known_areas and set(sample.texts[chosen["village"]]) <= sample.known_areas:
        coded: dict[str, Any] = {k: chosen[k] for k in ("village", "grid") if k in chosen}
        return {"by": "code", **coded}, [m for m in matches if m.target in coded]
    top = _top(sample, chosen)
    levels: dict[str, Any] = {level: chosen[level] for level in LEVELS if level in chosen}
    return {"by": "name", **top, **levels, "unlocated": sample.unlocated}, matches


def _top(sample: Sample, chosen: Mapping[str, str]) -> dict[str, Any]:
    """A district to put unknown villages in; none where the file or the store has one."""
    named = {names.normal(text) for text in sample.texts[chosen["village"]]}
    known = {names.normal(name) for name in sample.known_names}
    if "district" in chosen or 2 * len(named & known) >= len(named):
        return {}
    return {"district": {"constant": sample.title or "district"}}


def _nested(sample: Sample, named: Sequence[Match]) -> list[Match]:
    """The village, or the lowest level that the file names in its stead, and what it lies in."""
    best = {m.target: m for m in _assigned(named)}
    lowest = next((best[k] for k in ("village", "township", "district") if k in best), None)
    if lowest is None:
        return []
    above = [
        m
        for m in named
        if m.header != lowest.header
        and m.target not in ("village", lowest.target)
        and (m.target == "grid" or _lies_in(sample, lowest.header, m.header))
    ]
    return [Match("village", lowest.header, lowest.score), *_assigned(above)]


def _lies_in(sample: Sample, inner: str, outer: str) -> bool:
    """Whether the places of one column lie each in one place of the other."""
    pairs = Counter(zip(sample.cells[inner], sample.cells[outer], strict=True))
    whole, usual = Counter[str](), Counter[str]()
    for (place, above), count in pairs.items():
        if place and above:
            whole[place] += count
            usual[place] = max(usual[place], count)
    return usual.total() >= NESTED * whole.total() > 0


def _words(sample: Sample, level: str) -> frozenset[str]:
    known = sample.words.headers.get((PLACES, level), frozenset())
    return known | {names.header(f"{level}_code"), names.header(f"{level} name")}
