"""Is a profile's TOML well formed, and what does it mean?"""

import dataclasses
import datetime
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from data import schema
from data.errors import DataError
from data.sentences import Sentence, say
from data.sources import names, personal
from data.sources.mapping import (
    ANSWER,
    QUESTION,
    Areas,
    Mapping,
    Output,
    Profile,
    place_column,
    takes_places,
)
from data.sources.source_file import ReadOptions
from data.sources.times import DIRECTIVES

TEXT, TEXTS = say("grammar.text"), say("grammar.texts")
FLAG, WHOLE = say("grammar.flag"), say("grammar.whole")
TABLE, TABLES, ANY = say("grammar.table"), say("grammar.tables"), say("grammar.any")
Keys = dict[str, Sentence]
PROFILE: Keys = {
    "name": TEXT, "version": TEXT, "title": TEXT, "source": TEXT, "time_zone": TEXT,
    "offsets": TEXT, "missing": TEXTS, "date_forms": TEXTS, "read": TABLE, "areas": TABLE,
    "output": TABLES, "provide": TABLES, "ignored": TABLE,
}  # fmt: skip
READ: Keys = {
    "encoding": TEXT, "delimiter": TEXT, "sheet": TEXT, "header_row": WHOLE, "records": TEXT,
    "item": TEXT, "only": TABLE, "divisions": TEXTS,
    "tree": TEXTS, "crs": TEXT,
}  # fmt: skip
OUTPUT: Keys = {"table": TEXT, "when": ANY, "unpivot": TEXTS, "columns": TABLE}
PROVIDE: Keys = {"table": TEXT, "rows": TABLES}
COLUMN: Keys = {
    "from": TEXTS, "constant": TEXT, "default": TEXT, "values": TABLE, "missing": TEXTS,
    "date_forms": TEXTS, "optional": FLAG, "derive": TEXT, "separator": TEXT, "part": WHOLE,
    "only_if": TABLE,
}  # fmt: skip
ONLY_IF: Keys = {"from": TEXTS, "is": TEXTS}
DERIVATIONS = {"part": 1, "in_time": 2, "any_true": 1, "filled": 1}  # least number of headers


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )


_FITS: dict[str, Callable[[Any], bool]] = {
    TEXT: lambda v: isinstance(v, str | int | float | datetime.date),
    TEXTS: _is_texts,
    FLAG: lambda v: isinstance(v, bool),
    WHOLE: lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0,
    TABLE: lambda v: isinstance(v, dict),
    TABLES: lambda v: isinstance(v, list) and all(isinstance(item, dict) for item in v),
    ANY: lambda v: isinstance(v, dict) or _is_texts(v),
}


def texts(value: Any) -> tuple[str, ...]:
    """One text or several, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def text(value: Any) -> str:
    """A TOML value as the text a file would hold."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def part_of(part: str, whole: str) -> Sentence:
    """A place inside a profile."""
    return say("grammar.part_of", part=part, whole=whole)


class Grammar:
    """Turns the TOML of one file into a Profile; every complaint names the file and the key."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name

    def wrong(self, complaint: Sentence) -> DataError:
        """The complaint as an error to raise."""
        return DataError("profile.wrong", name=self.file_name, complaint=complaint)

    def profile(self, raw: dict[str, Any], name: str) -> Profile:
        """The profile; DataError if a key, table, column or value is not allowed."""
        self.check(raw, PROFILE)
        for key in ("version", "title", "output"):
            if not raw.get(key):
                raise self.wrong(say("grammar.missing", key=key))
        offsets = raw.get("offsets", "kept")
        if offsets not in ("kept", "ignored"):
            raise self.wrong(say("grammar.offsets", offsets=str(offsets)))
        profile = Profile(
            name=text(raw.get("name", name)),
            version=text(raw["version"]),
            title=text(raw["title"]),
            source=text(raw.get("source", "")),
            time_zone=self.zone(text(raw.get("time_zone", ""))),
            keeps_offsets=offsets == "kept",
            missing=texts(raw.get("missing", ())),
            date_forms=self.date_forms(raw),
            areas=self.areas(raw["areas"]) if "areas" in raw else None,
            outputs=tuple(self.output(entry) for entry in raw["output"]),
            ignored=tuple((h, text(reason)) for h, reason in raw.get("ignored", {}).items()),
            provided=dict(self.provided(entry) for entry in raw.get("provide", ())),
        )
        for output in profile.outputs:
            self.check_complete(profile, output)
        return self.with_read(profile, raw.get("read", {}))

    def check(self, entry: dict[str, Any], allowed: Keys, where: str = "") -> None:
        """DataError if the entry has a key that is not allowed, or a value of another kind."""
        place = schema.within(where) if where else ""
        for key, value in entry.items():
            if key not in allowed:
                raise self.wrong(schema.unknown("key", key, list(allowed), place))
            if not _FITS[allowed[key]](value):
                raise self.wrong(say("grammar.must_be", key=key, place=place, kind=allowed[key]))

    def zone(self, name: str) -> str:
        """The name of the zone, if there is one of that name."""
        if name and name not in zoneinfo.available_timezones():
            known = sorted(zoneinfo.available_timezones())
            near = [k for k in known if names.normal(name) in names.normal(k)] or ["Asia/Shanghai"]
            raise self.wrong(say("grammar.zone", name=name, near=near[0]))
        return name

    def date_forms(self, entry: dict[str, Any]) -> tuple[str, ...]:
        """The strptime forms of an entry, if the engine knows their marks."""
        forms = texts(entry.get("date_forms", ()))
        for form in forms:
            for mark in re.findall(r"%.?", form):
                if mark[1:] not in DIRECTIVES:
                    allowed = " ".join(f"%{letter}" for letter in DIRECTIVES)
                    raise self.wrong(
                        say("grammar.date_form", form=form, mark=mark, allowed=allowed)
                    )
        return forms

    def areas(self, entry: dict[str, Any]) -> Areas:
        """The table [areas]: a mapping for each level of place."""
        levels = dict.fromkeys(schema.LEVELS, "")
        unknown = set(entry) - levels.keys() - {"by", "unlocated"}
        if unknown:
            allowed = ["by", "unlocated", *levels]
            raise self.wrong(schema.unknown("key", min(unknown), allowed, schema.within("[areas]")))
        by = entry.get("by")
        if by not in ("code", "name"):
            raise self.wrong(say("grammar.by"))
        unlocated = entry.get("unlocated", False)
        if not isinstance(unlocated, bool | str):
            raise self.wrong(say("grammar.unlocated"))
        return Areas(
            by=by,
            levels=tuple(
                (level, self.mapping(entry[level], part_of(level, "[areas]")))
                for level in levels
                if level in entry
            ),
            unlocated="place not recorded" if unlocated is True else unlocated or "",
        )

    def output(self, entry: dict[str, Any]) -> Output:
        """One [[output]]."""
        self.check(entry, OUTPUT, "[[output]]")
        table = self.table(entry.get("table", ""))
        output = Output(
            table=table.name,
            columns=tuple(
                (target, self.target(table, target, value))
                for target, value in entry.get("columns", {}).items()
            ),
            when=self.mapping(entry["when"], part_of("when", table.name))
            if "when" in entry
            else None,
            unpivot=texts(entry.get("unpivot", ())),
        )
        uses_cells = any(h in (QUESTION, ANSWER) for _, m in output.columns for h in m.all_headers)
        if uses_cells != bool(output.unpivot):
            raise self.wrong(
                say("grammar.unpivot", table=table.name, question=QUESTION, answer=ANSWER)
            )
        return output

    def table(self, name: str) -> schema.Table:
        """The table of that name that files may fill."""
        known = [t.name for t in schema.TABLES.values() if not t.provenance]
        if name not in known:
            raise self.wrong(schema.unknown("table", str(name), known))
        return schema.table(name)

    def target(self, table: schema.Table, name: str, value: Any) -> Mapping:
        """The mapping of one column; a value must be one that the column may hold."""
        where = f"{table.name}.{name}"
        known = [c.name for c in table.mapped]
        if name not in known:
            raise self.wrong(schema.unknown("column", name, known, schema.within(table.name)))
        column, mapping = table.column(name), self.mapping(value, where)
        given = [target for _, target in mapping.values if target]
        given += [fixed for fixed in (mapping.constant, mapping.default) if fixed]
        for target in given:
            if column.allowed and target not in column.allowed:
                held = say("unknown.of", whole=where)
                raise self.wrong(schema.unknown("value", target, list(column.allowed), held))
        # A code made by a value map, or a salted hash, does not store what the column holds.
        is_mapped = any(given == "*" for given, _ in mapping.values)
        is_coded = column.type == "boolean" or (bool(column.allowed) and is_mapped)
        if not column.pseudonym and not is_coded:
            for header in mapping.headers:
                if kind := personal.header_kind(header):
                    raise self.wrong(
                        say("grammar.personal", column=where, header=header, kind=kind)
                    )
        return mapping

    def mapping(self, value: Any, where: str) -> Mapping:
        """Headers alone, or a table with `from` and the other keys."""
        entry = value if isinstance(value, dict) else {"from": value}
        self.check(entry, COLUMN, where)
        if ("from" in entry) == ("constant" in entry):
            raise self.wrong(say("grammar.from", place=where))
        headers, derive = texts(entry.get("from", ())), entry.get("derive", "")
        if derive:
            if derive not in DERIVATIONS:
                held = say("unknown.of", whole=where)
                raise self.wrong(schema.unknown("derivation", derive, list(DERIVATIONS), held))
            if len(headers) < DERIVATIONS[derive]:
                raise self.wrong(
                    say("grammar.headers", place=where, derive=derive, number=DERIVATIONS[derive])
                )
        if (derive == "part") != ("separator" in entry and "part" in entry):
            raise self.wrong(say("grammar.part", place=where))
        condition = entry.get("only_if", {})
        self.check(condition, ONLY_IF, part_of("only_if", where))
        if condition and set(condition) != set(ONLY_IF):
            raise self.wrong(say("grammar.only_if", place=where))
        return Mapping(
            headers=headers,
            constant=text(entry["constant"]) if "constant" in entry else None,
            default=text(entry["default"]) if "default" in entry else None,
            values=tuple((k, text(v)) for k, v in entry.get("values", {}).items()),
            missing=texts(entry.get("missing", ())),
            date_forms=self.date_forms(entry),
            optional=entry.get("optional", False),
            derive=derive,
            separator=entry.get("separator", ""),
            part=entry.get("part", 0),
            only_if=(texts(condition.get("from", ())), texts(condition.get("is", ()))),
        )

    def provided(self, entry: dict[str, Any]) -> tuple[str, tuple[dict[str, object], ...]]:
        """One [[provide]]: rows that come with the profile."""
        self.check(entry, PROVIDE, "[[provide]]")
        table = self.table(entry.get("table", ""))
        known = [c.name for c in table.mapped]
        needed = [c.name for c in table.mapped if not c.optional and not c.default]
        for row in entry.get("rows", ()):
            for name, value in row.items():
                if name not in known:
                    raise self.wrong(
                        schema.unknown("column", name, known, schema.within(table.name))
                    )
                allowed = table.column(name).allowed
                if allowed and value not in allowed:
                    where = say("unknown.of", whole=f"{table.name}.{name}")
                    raise self.wrong(schema.unknown("value", text(value), list(allowed), where))
            if gaps := [name for name in needed if name not in row]:
                raise self.wrong(say("grammar.gaps", table=table.name, columns=gaps))
        return table.name, tuple(dict(row) for row in entry.get("rows", ()))

    def check_complete(self, profile: Profile, output: Output) -> None:
        """DataError if a column that must not be empty gets no value."""
        table = schema.table(output.table)
        filled = {target for target, _ in output.columns}
        filled |= {"source"} if profile.source else set()
        if profile.areas and takes_places(output):
            filled.add(place_column(output.table))
        for column in table.mapped:
            if not column.optional and not column.default and column.name not in filled:
                raise self.wrong(say("grammar.no_value", column=f"{table.name}.{column.name}"))

    def with_read(self, profile: Profile, entry: dict[str, Any]) -> Profile:
        """The profile with its table [read] and the headers to look for."""
        self.check(entry, READ, "[read]")
        given: dict[str, Any] = {
            k: texts(v) if k in ("divisions", "tree") else v
            for k, v in entry.items()
            if k != "only"
        }
        only = tuple((k, text(v)) for k, v in entry.get("only", {}).items())
        outlines = any(output.table == "boundaries" for output in profile.outputs)
        read = ReadOptions(**given, only=only, outlines=outlines, known=profile.headers)
        return dataclasses.replace(profile, read=read)
