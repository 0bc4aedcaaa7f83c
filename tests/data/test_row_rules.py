"""Is a row that passes the short condition free of every fault?"""

import random
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data import schema
from data.loading import row_rules, secrecy, staging
from data.loading.row_rules import Moments
from data.sources.profile import load_profile
from data.sources.reading import open_source
from data.sources.selecting import Selection, select
from data.sources.source_file import SourceFile
from tests.data.loads import Row, write

MOMENTS = Moments(datetime.fromisoformat("2025-06-01"), datetime.fromisoformat("2025-03-01"))
ODD = (
    "", " ", "-1", "0", "1", "7", "1.5", "1e400", "NaN", "#REF!", "=1+1", "x" * 2_001, "a\x02b",
    "13812345678", "Roads 13812345678", "2024-03-05 10:00:00", "2025-04-01 10:00:00",
    "2030-01-01 00:00:00", "1900-01-01", "3020-01-01", "2024-03-05", "true", "maybe", "V1",
)  # fmt: skip


USUAL = {
    "text": "V1", "time": "2024-03-05 10:00:00", "date": "2024-03-05", "boolean": "true",
    "integer": "1", "number": "1",
}  # fmt: skip


def usual(column: schema.Column) -> str:
    if column.between and column.between[0] > 1:
        return str(column.between[0])
    return column.allowed[0] if column.allowed else USUAL[column.type]


def random_rows(table: schema.Table, count: int) -> list[Row]:
    """Rows in which up to three columns have any value, and the others a usual one."""
    dice = random.Random(7)
    names = [c.name for c in table.mapped]
    rows: list[Row] = []
    for _ in range(count):
        row = {c.name: usual(c) for c in table.mapped}
        odd = {name: dice.choice(ODD) for name in dice.sample(names, dice.randint(0, 3))}
        rows.append(row | odd)
    return rows


def judged(source: SourceFile, selection: Selection) -> str:
    return (
        f"(SELECT {secrecy.personal_texts(selection.fields, selection.table)} FROM (SELECT *, "
        f"{secrecy.suspicion(selection.fields)} AS suspicious FROM ("
        f"{staging._values(source, selection)})))"
    )


@pytest.mark.parametrize("name", ["requests", "visits", "responses", "rounds", "profiles", "areas"])
def test_no_row_that_passes_the_short_condition_breaks_a_rule(tmp_path: Path, name: str) -> None:
    table, profile = schema.table(name), load_profile(name)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET VARIABLE salt = 'salt'")
        path = write(tmp_path / "rows.csv", random_rows(table, 1_500))
        source = open_source(path, profile.read_options(), connection, tmp_path)
        (output,) = profile.fit(source.columns).outputs
        selection = select(profile, output, source, "Asia/Shanghai")
        rules = row_rules.rules(selection, MOMENTS)
        broken = " OR ".join(f"coalesce({rule.broken}, false)" for rule in rules)
        passes = f"coalesce({row_rules.sound(selection, MOMENTS)}, false)"
        ((both, sound, faulty),) = connection.execute(
            f"SELECT count(*) FILTER ({passes} AND ({broken})), count(*) FILTER ({passes}), "
            f"count(*) FILTER ({broken}) FROM {judged(source, selection)}"
        ).fetchall()
    assert both == 0
    assert faulty > 100
    assert sound > 100
