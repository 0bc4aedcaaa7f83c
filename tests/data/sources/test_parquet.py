"""Do Parquet files give their rows as text?"""

from pathlib import Path

import duckdb
import pytest

from data.errors import DataError

ROWS = (
    "SELECT 1 AS id, 3.0::DOUBLE AS score, TIMESTAMP '2024-03-05 14:07:00' AS local, "
    "TIMESTAMPTZ '2024-03-05 14:07:00+08' AS aware, '石井' AS 社区, DATE '2024-03-05' AS day, "
    "NULL::VARCHAR AS nothing"
)


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "file.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({ROWS}) TO '{path}'")
    return path


def test_values_become_text(opened, connection, parquet: Path) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    source, rows = opened(parquet)
    assert (source.format, source.first_row) == ("parquet", 1)
    assert source.columns == ("id", "score", "local", "aware", "社区", "day", "nothing")
    assert rows == [
        (
            "1",
            "3.0",
            "2024-03-05 14:07:00",
            "2024-03-05 06:07:00+00",
            "石井",
            "2024-03-05",
            None,
        )
    ]


def test_truncated(opened, parquet: Path) -> None:
    with pytest.raises(DataError) as told:
        opened(parquet.read_bytes()[:-20], name="half.parquet")
    assert str(told.value) == "half.parquet is cut off or damaged; copy or export it again"


def test_no_rows(opened, tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS a WHERE false) TO '{path}'")
    with pytest.raises(DataError, match=r"none.parquet has a header and no rows"):
        opened(path)
