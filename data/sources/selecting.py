"""Which SQL turns a file's text into the typed columns of a table?"""

from collections.abc import Sequence
from dataclasses import dataclass

from data import schema
from data.sentences import Sentence
from data.sources import casting, names
from data.sources.mapping import ANSWER, QUESTION, Mapping, Output, Profile, matching, place_column
from data.sources.source_file import SourceFile, literal, quoted

ROW = "@row"


@dataclass(frozen=True)
class Field:
    """One target column.

    Attributes
    ----------
    header : str
        The file's headers it comes from, for messages; "" where the value is a constant.
    value : str
        SQL of the typed value; NULL where missing or not readable. Times are naive UTC.
    raw : str
        SQL of the trimmed text it was made from; NULL where that counts as missing.
    unreadable : str
        SQL condition: there was a text, and no value could be made of it.
    expected : Sentence
        Words for the message: "a time such as 2024-03-05 14:07:00".
    """

    column: schema.Column
    header: str
    value: str
    raw: str
    unreadable: str
    expected: Sentence


@dataclass(frozen=True)
class Places:
    """How the file names places.

    Attributes
    ----------
    by : str
        "code": the texts are area codes, and the place columns are ordinary fields too.
        "name": the texts are names, to be compared by names.normal() below the same parent.
    column : str
        The table's column that the lowest level but grid fills: village_code or area_code.
    levels : tuple of (level, SQL, header)
        SQL of the trimmed text, top-down. Where a profile says `unlocated`, a village that is
        missing is "<place above> (place not recorded)"; other gaps are NULL.
    """

    by: str
    column: str
    levels: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Selection:
    """What a loader asks of the engine.

    Attributes
    ----------
    relation : str
        SQL to stand after FROM: the source's own, or one that was unpivoted.
    row : str
        SQL of the row's number in the file, or "" where its position in the relation tells
        (+ source.first_row + the broken rows before it).
    where : str
        SQL condition of the rows that belong to this output; "" for all. Blank rows never do.
    fields : tuple of Field
        One for each column that the profile fills, in the schema's order. Other columns get their
        schema default or NULL. Pseudonymous ones are hashed already with getvariable('salt'), so
        SET VARIABLE salt = '...' comes before the scan.
    places : Places or None
        None for tables that lie nowhere.
    """

    table: schema.Table
    relation: str
    row: str
    where: str
    fields: tuple[Field, ...]
    places: Places | None


def select(profile: Profile, output: Output, source: SourceFile, zone: str) -> Selection:
    """Put together the SQL of one output.

    Parameters
    ----------
    profile : Profile
    output : Output
        One of ``profile.fit(source.columns).outputs``.
    source : SourceFile
    zone : str
        Business zone (IANA name), used for times without offset if the profile names none.
    """
    return _Selecting(profile, output, source, profile.time_zone or zone).selection()


class _Selecting:
    def __init__(self, profile: Profile, output: Output, source: SourceFile, zone: str) -> None:
        self.profile = profile
        self.output = output
        self.source = source
        self.zone = zone
        self.table = schema.table(output.table)
        self.columns = {names.header(c): c for c in reversed(source.columns)}
        self.prepared: dict[str, str] = {}  # column of the relation -> its SQL
        if output.unpivot:
            self.columns |= {QUESTION: QUESTION, ANSWER: ANSWER}

    def selection(self) -> Selection:
        mapped = dict(self.output.columns)
        if self.profile.source and "source" not in mapped:
            mapped["source"] = Mapping(constant=self.profile.source)
        places = self.places()
        if places and places.by == "code" and self.profile.areas:
            for level, mapping in self.profile.areas.levels:
                target = f"{level}_code" if level == "grid" else places.column
                if any(target == c.name for c in self.table.columns):
                    mapped.setdefault(target, mapping)
        fields = [
            self.field(column, mapped[column.name])
            for column in self.table.columns
            if column.name in mapped and self.found(mapped[column.name])
        ]
        return Selection(
            table=self.table,
            relation=self.relation(),
            row=quoted(ROW) if self.output.unpivot else "",
            where=self.where(),
            fields=tuple(fields),
            places=places,
        )

    # ------------------------------------------------------------ rows
    def relation(self) -> str:
        """The source's rows, with a column for each text that takes more than trimming."""
        rows = self.unpivoted() if self.output.unpivot else self.source.relation
        if not self.prepared:
            return rows
        made = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in self.prepared.items())
        return f"(SELECT *, {made} FROM {rows})"

    def prepare(self, name: str, sql: str) -> str:
        """Have the SQL worked out once a row; returns the column that holds it."""
        self.prepared[f"@{name}"] = sql
        return quoted(f"@{name}")

    def where(self) -> str:
        """Rows of this output: those with something in the `when` columns."""
        return f"{self.raw(self.output.when)} IS NOT NULL" if self.output.when else ""

    def unpivoted(self) -> str:
        """One row for each of the matching columns, with the header beside the cell."""
        wide = [h for p in self.output.unpivot for h in matching(p, self.source.columns)]
        answers = ", ".join(
            f"{{'question': {literal(h)}, 'answer': {quoted(h)}}}" for h in dict.fromkeys(wide)
        )
        first = self.source.first_row
        return (
            f"(SELECT * EXCLUDE (cell), cell.question AS {quoted(QUESTION)}, "
            f"cell.answer AS {quoted(ANSWER)} FROM (SELECT *, unnest([{answers}]) AS cell FROM "
            f"(SELECT *, row_number() OVER () + {first - 1} AS {quoted(ROW)} "
            f"FROM {self.source.relation})))"
        )

    # ------------------------------------------------------------ places
    def places(self) -> Places | None:
        areas, column = self.profile.areas, place_column(self.output.table)
        if not areas or not column:
            return None
        levels: list[tuple[str, str, str]] = []
        for level, mapping in areas.levels:
            is_filled = level == "village" and areas.unlocated and levels
            if not self.found(mapping) and not is_filled:
                continue
            text = self.raw(mapping)
            if is_filled:
                above = ", ".join(sql for _, sql, _ in reversed(levels))
                text = f"coalesce({text}, coalesce({above}) || {literal(f' ({areas.unlocated})')})"
            levels.append((level, text, " / ".join(self.present(mapping.headers))))
        prepared = [(level, self.prepare(level, sql), header) for level, sql, header in levels]
        return Places(areas.by, column, tuple(prepared))

    # ------------------------------------------------------------ one column
    def present(self, headers: Sequence[str]) -> list[str]:
        """The file's columns among the headers, as the relation names them."""
        looked_up = (self.columns.get(names.header(h)) or self.columns.get(h) for h in headers)
        return list(dict.fromkeys(c for c in looked_up if c))

    def found(self, mapping: Mapping) -> bool:
        """The file has a column for the mapping, or it needs none."""
        fixed = mapping.constant is not None or mapping.default is not None
        return fixed or bool(self.present(mapping.headers))

    def text(self, column: str, missing: Sequence[str]) -> str:
        """SQL of a cell's text."""
        return casting.trimmed(column, missing, self.source.tidy)

    def raw(self, mapping: Mapping) -> str:
        """SQL of the text that stands for the value, after all value maps."""
        found = "NULL" if mapping.constant is None else literal(mapping.constant)
        missing = (*self.profile.missing, *mapping.missing)
        texts = [self.text(c, missing) for c in self.present(mapping.headers)]
        if mapping.derive in ("in_time", "any_true", "filled"):
            found = casting.flag(mapping.derive, texts)
        elif texts:
            found = texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"
        if mapping.derive == "part":
            found = casting.part(found, mapping.separator, mapping.part)
        if mapping.values:
            found = casting.valued(found, mapping.values)
        headers, wanted = mapping.only_if
        if headers:
            conditions = [self.text(c, ()) for c in self.present(headers)]
            state = f"lower(coalesce({', '.join(conditions)}))" if conditions else "NULL"
            allowed = ", ".join(literal(w.lower()) for w in wanted)
            found = f"CASE WHEN {state} IN ({allowed}) THEN {found} END"
        if mapping.default is not None:
            found = f"coalesce({found}, {literal(mapping.default)})"
        return found

    def field(self, column: schema.Column, mapping: Mapping) -> Field:
        """The typed value of a column, with the text it was made from."""
        if mapping.constant is not None or self.is_plain(mapping):
            raw = self.raw(mapping)
        else:
            raw = self.prepare(column.name, self.raw(mapping))
        if column.pseudonym:
            value = casting.pseudonym(raw, column.name)
        elif column.type == "text":
            value = raw
        else:
            forms = (*mapping.date_forms, *self.profile.date_forms)
            value = casting.typed(column.type, raw, self.zone, forms, self.profile.keeps_offsets)
        readable = column.type == "text"
        return Field(
            column=column,
            header=" / ".join(self.present(mapping.headers)),
            value=value,
            raw=raw,
            unreadable="false" if readable else casting.unreadable(value, raw),
            expected=casting.EXPECTED[column.type],
        )

    def is_plain(self, mapping: Mapping) -> bool:
        """The cells can be taken as they are: most of a long load's."""
        mapped = any((mapping.values, mapping.missing, mapping.derive, mapping.only_if[0]))
        one = len(self.present(mapping.headers)) == 1 and mapping.default is None
        return one and self.source.tidy and not mapped and not self.profile.missing
