"""Metrics on the command line; `python -m analytics --help` tells how."""

import argparse
import csv
import dataclasses
import json
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pandas as pd

from analytics import assessment, grouping, metrics, monthly, periods, promise_years
from analytics.catalogue import catalogue
from analytics.derived import DERIVED
from analytics.measure import measure
from analytics.metrics import Metric
from data import cluster, listings, queries, settings, store
from data.access import EVERYWHERE
from data.errors import DataError
from data.filters import Filters
from data.monthly import COUNTED_FROM, HEAD
from data.reading import Records

REFUSED = 4  # exit code of a choice that the records do not allow
DATED_BY = {"backlog": "requests", "callbacks": "requests", **dict.fromkeys(DERIVED, "visits")}


def main(argv: Sequence[str]) -> int:
    """Print metrics and return the exit code; a person's mistake is told in one sentence."""
    parser = _parser()
    choices = parser.parse_args(argv)
    if choices.catalogue:
        print(catalogue(), end="")
        return 0
    if choices.counts or choices.promises:
        print(_counts() if choices.counts else _promises(), end="")
        return 0
    try:
        with _records(choices) as records:
            frame = _measured(records, choices)
    except ValueError as mistake:
        parser.error(str(mistake))
    except DataError as mistake:
        print(mistake, file=sys.stderr)
        return REFUSED
    {"table": _print_table, "csv": _print_csv, "json": _print_json}[choices.format](frame)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics",
        description="Print metrics with numerator, denominator, interval, n and state. "
        f"Metrics: {', '.join(metrics.METRICS)}.",
        epilog="Exit codes: 0 printed, 2 wrong usage, 4 refused (area, snapshot or engine).",
    )
    parser.add_argument("metrics", nargs="*", metavar="METRIC", help="metric ids")
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="GROUP",
        help=f"split by a group, repeatable: one of {', '.join(grouping.AREA_LEVELS)}; "
        f"one of {', '.join(periods.GRAINS)}; any of {', '.join(grouping.OTHERS)}",
    )
    day = date.fromisoformat
    parser.add_argument("--from", dest="start", type=day, metavar="DAY", help="first day, "
                        "2025-01-31; without it that of the first record")  # fmt: skip
    parser.add_argument("--to", dest="end", type=day, metavar="DAY", help="last day, included; "
                        "without it that of the data date")  # fmt: skip
    parser.add_argument("--area", default="", metavar="CODE", help="one place and all below it")
    parser.add_argument("--category", action="append", default=[], metavar="CODE",
                        help="only requests of this category, repeatable")  # fmt: skip
    parser.add_argument("--as-of", type=datetime.fromisoformat, metavar="TIME", help="the state of "
                        "knowledge to look from: local time of the records, or with an offset; "
                        "without it the data date of the records")  # fmt: skip
    parser.add_argument("--snapshot", default="", metavar="ID", help="an earlier snapshot")
    parser.add_argument("--engine", default="", metavar="ADDRESS", help="a Spark cluster, "
                        "spark://HOST:PORT, or local[N] for N threads; needs --lake")  # fmt: skip
    parser.add_argument("--lake", type=Path, metavar="DIR", help="where python -m data lake wrote "
                        "the records, under one path on every computer of the cluster")  # fmt: skip
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table",
                        help="table is rounded for reading, csv and json are not")  # fmt: skip
    parser.add_argument("--catalogue", action="store_true", help="print the catalogue of metrics "
                        "as Markdown and leave")  # fmt: skip
    parser.add_argument("--counts", action="store_true", help="print the SQL of what is counted by "
                        "village and month at publish and leave")  # fmt: skip
    parser.add_argument("--promises", action="store_true", help="print the SQL that finds which "
                        "promises were kept at publish and leave")  # fmt: skip
    return parser


def _counts() -> str:
    """What publishing runs, table by table, in the engine's own words."""
    told = [f"{HEAD}Counts by village and month; `make docs` writes this from the list of metrics."]
    with tempfile.TemporaryDirectory() as folder:
        empty = store.Store(Path(folder))
        for table, known in COUNTED_FROM.items():
            unbound = ibis.table(empty.table(known).schema(), name=known)
            question = ibis.to_sql(monthly.counted(table, unbound), dialect="duckdb")
            told.append(f"{HEAD}{table}\n{question}\n")
    return "\n".join(told)


def _promises() -> str:
    """What publishing runs to find the months of promises, in the engine's own words."""
    homes = ibis.table(promise_years.HOMES, name="homes")
    months = ibis.table(promise_years.VISITED, name="home_months")
    dates = ibis.table({"first": "date", "last": "date"}, name="visit_span")
    return str(ibis.to_sql(promise_years.found(homes, months, dates), dialect="duckdb")) + "\n"


@contextmanager
def _records(choices: argparse.Namespace) -> Iterator[Records]:
    """What holds the records: the store, or a lake that a cluster is asked about.

    Wrong names are told before a cluster is troubled.
    """
    grouping.parse(choices.by)
    if not [metrics.find(metric_id) for metric_id in choices.metrics]:
        raise ValueError(f"name at least one metric: {', '.join(metrics.METRICS)}")
    if bool(choices.engine) != bool(choices.lake):
        raise ValueError("--engine and --lake belong together; name both or neither")
    if not choices.engine:
        yield store.default()
        return
    with cluster.connected(choices.engine, choices.lake) as lake:
        yield lake


def _measured(home: Records, choices: argparse.Namespace) -> pd.DataFrame:
    """The result frame that was asked for."""
    wanted = [metrics.find(metric_id) for metric_id in choices.metrics]
    zone = home.zone(choices.snapshot)
    chosen = Filters(
        area=choices.area,
        categories=tuple(choices.category),
        as_of=_as_utc(choices.as_of, zone) if choices.as_of else None,
        snapshot=choices.snapshot,
    )
    as_of = _data_date(home, chosen, wanted)
    span = _span(choices, as_of, zone, _first_day(home, chosen, wanted))
    filters = dataclasses.replace(chosen, start=span.start, end=span.end)
    return measure(
        queries.tables(home, EVERYWHERE, filters),
        choices.metrics,
        choices.by,
        as_of=as_of,
        window=(span.start, span.end),
        area_code=choices.area,
        zone=zone,
        smallest_cell=settings.smallest_cell(),
        assessed=_assessed(home, chosen, choices.by),
    )


def _assessed(home: Records, chosen: Filters, by: Sequence[str]) -> tuple[periods.Period, ...]:
    """Assessment periods that were declared, where numbers are split by them."""
    if assessment.GRAIN not in by:
        return ()
    return assessment.declared(listings.assessment_periods(home, EVERYWHERE, chosen))


def _as_utc(moment: datetime, zone: str) -> datetime:
    """A moment given in local time or with an offset, as naive UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).replace(tzinfo=None)


def _data_date(home: Records, chosen: Filters, wanted: Sequence[Metric]) -> datetime:
    """Up to when the records of all the metrics can speak, UTC; the moment chosen if one is."""
    if chosen.as_of:
        return chosen.as_of
    dates = listings.data_dates(home, EVERYWHERE, chosen)
    used = dates["table"].isin({DATED_BY.get(metric.table, metric.table) for metric in wanted})
    known = dates.loc[used, "as_of"].min()
    if pd.isna(known):
        known = listings.batches(home, EVERYWHERE, chosen)["as_of"].max()
    if pd.isna(known):
        return datetime.now(UTC).replace(tzinfo=None)  # no record, so no data date either
    return pd.Timestamp(known).to_pydatetime()


def _first_day(home: Records, chosen: Filters, wanted: Sequence[Metric]) -> date | None:
    """Day of the first record behind the metrics; None without any."""
    tables = queries.tables(home, EVERYWHERE, chosen)
    used = {"visits" if m.table in DERIVED else m.table for m in wanted}
    firsts = [tables[name].date.min().to_pyarrow().as_py() for name in used]
    return min((first for first in firsts if first), default=None)


def _span(
    choices: argparse.Namespace, as_of: datetime, zone: str, first: date | None
) -> periods.Period:
    """The days chosen, else all from the first record to the data date."""
    reached = periods.last_day(as_of, zone)
    end = choices.end or max(reached, choices.start or reached)
    return periods.Period(choices.start or min(first or end, end), end)


# ---------------------------------------------------------------- printing
def _plain(value: object) -> object:
    """A cell as it is written: whole numbers without a decimal point, nothing for NaN."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    records = frame.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in records]


def _print_json(frame: pd.DataFrame) -> None:
    json.dump(_rows(frame), sys.stdout, ensure_ascii=False, indent=1)
    print()


def _print_csv(frame: pd.DataFrame) -> None:
    writer = csv.DictWriter(sys.stdout, list(frame.columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(frame))


def _print_table(frame: pd.DataFrame) -> None:
    """Columns side by side, numbers to the right and rounded to four decimals."""
    body = [[_short(value) for value in row.values()] for row in _rows(frame)]
    lines = [list(frame.columns), *body]
    widths = [max(len(line[place]) for line in lines) for place in range(len(frame.columns))]
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    for line in lines:
        cells = zip(line, widths, numeric, strict=True)
        print("  ".join(c.rjust(w) if right else c.ljust(w) for c, w, right in cells).rstrip())


def _short(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
