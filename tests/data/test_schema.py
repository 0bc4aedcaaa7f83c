"""Is the dictionary of tables complete, consistent and published?"""

from pathlib import Path

import pytest

from data import schema

ROOT = Path(__file__).parents[2]


def test_the_published_dictionary_is_current() -> None:
    published = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert published == schema.dictionary(), "run `make docs`"


@pytest.mark.parametrize("table", schema.TABLES.values(), ids=lambda t: t.name)
def test_every_table_is_consistent(table: schema.Table) -> None:
    assert table.meaning.endswith(".")
    assert set(table.key) <= {c.name for c in table.columns}
    for pair in table.order:
        assert table.column(pair[0]).type == table.column(pair[1]).type
    for column in table.columns:
        assert column.type in schema.SQL_TYPES
        assert column.meaning.endswith(".")
        if column.refers:
            assert column.refers.split(":")[0] in schema.TABLES
        if column.derived:
            assert table.column(column.derived).type == "time"
        if column.name.endswith("_at"):
            assert column.type == "time"
        if column.name.endswith("_date"):
            assert column.type == "date"
        if column.name.endswith("_share"):
            assert column.between == (0, 1)


def test_a_mistyped_name_gets_a_suggestion() -> None:
    with pytest.raises(KeyError, match="unknown table request; did you mean requests"):
        schema.table("request")
    with pytest.raises(KeyError, match="unknown column close_at in requests; did you mean clo"):
        schema.table("requests").column("close_at")


def test_nothing_personal_has_a_place() -> None:
    forbidden = ("phone", "address", "door", "identity", "person_name", "free_text", "gps")
    for table in schema.TABLES.values():
        for column in table.columns:
            assert not any(word in column.name for word in forbidden), (table.name, column.name)
    for name in ("household_ref", "visitor_ref"):
        assert schema.table("visits").column(name).pseudonym
