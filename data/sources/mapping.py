"""What does a mapping profile say, and does a file suit it?"""

import fnmatch
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from data import schema
from data.errors import DataError
from data.sentences import Sentence, both, either, say
from data.sources import names, personal
from data.sources.source_file import ReadOptions

QUESTION, ANSWER = "@question", "@answer"  # headers of an unpivoted file


@dataclass(frozen=True)
class Mapping:
    """Where one value comes from. The keys of a profile's column, see README.md."""

    headers: tuple[str, ...] = ()
    constant: str | None = None
    default: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    date_forms: tuple[str, ...] = ()
    optional: bool = False
    derive: str = ""
    separator: str = ""
    part: int = 0
    only_if: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def all_headers(self) -> tuple[str, ...]:
        """Every header the mapping looks at."""
        return self.headers + self.only_if[0]


@dataclass(frozen=True)
class Areas:
    """How a file names places: by codes or by names, one mapping a level, top-down."""

    by: str
    levels: tuple[tuple[str, Mapping], ...]
    unlocated: str = ""


@dataclass(frozen=True)
class Output:
    """The rows that a file gives to one table."""

    table: str
    columns: tuple[tuple[str, Mapping], ...]
    when: Mapping | None = None
    unpivot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """How well a file's headers suit a profile.

    Attributes
    ----------
    outputs : tuple of Output
        Those whose needs are met; an output with `when` is left out where the file lacks it.
    missing : tuple of Sentence
        What the profile needs and the file lacks, each as "A or B (for received_at)".
    unused : tuple of str
        Columns that the profile neither maps nor ignores.
    ignored, personal : tuple of (column, reason)
        Columns that the profile ignores; columns never stored, by what their header says.
    repeated : tuple of str
        Mapped headers that the file has more than once.
    found : int
        How many of the profile's headers the file has.
    """

    outputs: tuple[Output, ...]
    missing: tuple[Sentence, ...]
    unused: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...]
    personal: tuple[tuple[str, Sentence], ...]
    repeated: tuple[str, ...]
    found: int

    def refuse(self, file_name: str, profile: str) -> None:
        """DataError if the file lacks what the profile needs or repeats what it maps."""
        if self.missing:
            raise DataError(
                "profile.unsuitable", name=file_name, profile=profile, missing=self.missing
            )
        if self.repeated:
            raise DataError("profile.repeated", name=file_name, columns=self.repeated)


@dataclass(frozen=True)
class Profile:
    """A mapping profile, read from TOML or made from the schema for the project's own tables.

    Attributes
    ----------
    source : str
        Constant for the column `source`; "" where the file itself has that column.
    time_zone : str
        IANA zone of times without offset; "" means the business zone.
    keeps_offsets : bool
        False where the source writes an offset that is not true: then it is not looked at.
    provided : dict
        Rows that the profile brings with it: table -> ({column: value}, ...).
    """

    name: str
    version: str
    title: str
    outputs: tuple[Output, ...]
    source: str = ""
    time_zone: str = ""
    keeps_offsets: bool = True
    missing: tuple[str, ...] = ()
    date_forms: tuple[str, ...] = ()
    areas: Areas | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    ignored: tuple[tuple[str, str], ...] = ()
    provided: dict[str, tuple[dict[str, object], ...]] = field(default_factory=dict)

    def read_options(self) -> ReadOptions:
        """How the file is to be read."""
        return self.read

    def mappings(self, output: Output) -> Iterator[tuple[str, Mapping]]:
        """(what for, mapping) of everything that fills an output's rows, places included."""
        yield from output.columns
        if self.areas and takes_places(output):
            yield from self.areas.levels

    @property
    def headers(self) -> frozenset[str]:
        """Every header the profile maps, in normal form."""
        found: set[str] = set()
        for output in self.outputs:
            found.update(output.when.headers if output.when else ())
            for _, mapping in self.mappings(output):
                found.update(mapping.all_headers)
        return frozenset(names.header(h) for h in found - {QUESTION, ANSWER})

    def fit(self, headers: Sequence[str]) -> Fit:
        """Compare the profile with the headers of a file, as SourceFile.columns has them."""
        there = {names.header(h) for h in headers}
        outputs = tuple(o for o in self.outputs if not o.when or any_of(o.when.headers, there))
        missing = tuple(
            dict.fromkeys(gap for o in outputs for gap in self._gaps(o, there, headers))
        )
        mapped = self.headers | {
            names.header(h) for o in outputs for p in o.unpivot for h in matching(p, headers)
        }
        ignored = self._ignored(headers, mapped)
        secret = self._secret(headers)
        return Fit(
            outputs=outputs,
            missing=missing,
            unused=tuple(
                h
                for h in headers
                if names.header(h) not in mapped
                and not any(h == column for column, _ in ignored + secret)
            ),
            ignored=ignored,
            personal=secret,
            repeated=self._repeated(headers, mapped),
            found=len(mapped & there),
        )

    def _gaps(self, output: Output, there: set[str], headers: Sequence[str]) -> Iterator[Sentence]:
        table = schema.table(output.table)
        for target, mapping in self.mappings(output):
            looked_for = [h for h in mapping.headers if h not in (QUESTION, ANSWER)]
            if not looked_for or (mapping.derive not in POSITIONAL and any_of(looked_for, there)):
                continue
            if mapping.derive in POSITIONAL and all(names.header(h) in there for h in looked_for):
                continue
            if is_needed(table, target, mapping):
                joined = both if mapping.derive in POSITIONAL else either
                yield say("profile.gap", headers=joined(looked_for), target=target)
        if output.unpivot and not any(matching(p, headers) for p in output.unpivot):
            yield say("profile.gap", headers=either(output.unpivot), target=output.table)

    def _ignored(
        self, headers: Sequence[str], mapped: frozenset[str]
    ) -> tuple[tuple[str, str], ...]:
        reasons = {
            column: reason
            for pattern, reason in reversed(self.ignored)
            for column in matching(pattern, headers)
        }
        return tuple(
            (h, reasons[h]) for h in headers if h in reasons and names.header(h) not in mapped
        )

    def _secret(self, headers: Sequence[str]) -> tuple[tuple[str, Sentence], ...]:
        own = {
            names.header(h)
            for output in self.outputs
            for target, mapping in output.columns
            if not _is_pseudonym(output, target)
            for h in mapping.headers
        }
        return tuple(
            (h, kind)
            for h in headers
            if names.header(h) not in own and (kind := personal.header_kind(h))
        )

    @staticmethod
    def _repeated(headers: Sequence[str], mapped: frozenset[str]) -> tuple[str, ...]:
        """Reading calls the second one "name (2)"."""
        counts = Counter(names.header(h) for h in headers)
        twice = {n for n, count in counts.items() if count > 1}
        twice |= {n for n in counts if f"{n} (2)" in counts}
        return tuple(h for h in headers if names.header(h) in twice & mapped)


POSITIONAL = ("in_time", "any_true")


def any_of(headers: Sequence[str], there: set[str]) -> bool:
    """One of the headers is there."""
    return any(names.header(h) in there for h in headers)


def matching(pattern: str, headers: Sequence[str]) -> list[str]:
    """Headers that a pattern such as "q1_*" fits."""
    wanted = names.header(pattern)
    return [h for h in headers if fnmatch.fnmatchcase(names.header(h), wanted)]


def place_column(table: str) -> str:
    """Column that says where a record of the table lies: village_code, area_code or ""."""
    columns = {c.name for c in schema.table(table).columns}
    return next((c for c in ("village_code", "area_code") if c in columns), "")


def takes_places(output: Output) -> bool:
    """The profile's [areas] tell where the output's rows lie."""
    target = place_column(output.table)
    return bool(target) and all(name != target for name, _ in output.columns)


def is_needed(table: schema.Table, target: str, mapping: Mapping) -> bool:
    """The file has to have a column for the target."""
    if mapping.optional or mapping.constant is not None or mapping.default is not None:
        return False
    if target in schema.LEVELS:
        return target != "grid"
    column = table.column(target)
    return not column.optional and not column.default


def _is_pseudonym(output: Output, target: str) -> bool:
    return schema.table(output.table).column(target).pseudonym
