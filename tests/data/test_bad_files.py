"""Is everything that is wrong with a file told exactly, and is nothing else lost by it?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import DataError
from data.load import LoadReport, load
from data.loading.rejections import Rejection
from data.store import Store
from tests.data.bad_files import BAD_FILES, BadFile
from tests.data.bad_rows import BAD_ROWS, SOUND, SOUND_TOO, BadRow
from tests.data.chinese import english_in
from tests.data.loads import add_places, counts, fingerprint, records, write


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a few places, which refused files must leave as it is."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_HOME", str(folder / "home"))
        store = Store(folder / "home")
        add_places(store, folder)
        yield store


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_refused_file_says_why_and_leaves_the_store_as_it_was(
    shared: Store, tmp_path: Path, bad: BadFile
) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.bytes())
    before = fingerprint(shared)
    with pytest.raises(DataError) as refused:
        load(shared, path, bad.profile)
    assert str(refused.value) == bad.message
    assert refused.value.said.zh != bad.message
    assert not english_in(refused.value.said.zh)
    assert fingerprint(shared) == before


KEPT_APART = {
    "requests": lambda i: {"request_id": f"row {i}"},
    "rounds": lambda i: {"round_id": f"row {i}"},
    "responses": lambda i: {"response_ref": f"row {i}"},
    "round_coverage": lambda _: {"village_code": "V2"},
    "profiles": lambda i: {"year": str(2000 + i)},
    "visits": lambda i: {"visit_id": f"row {i}"},
    "callbacks": lambda i: {"called_at": f"2024-03-08 11:00:{i:02}"},
}


class Table:
    """A sound row, then all bad ones, then more sound ones; and what became of them."""

    def __init__(self, store: Store, folder: Path, table: str) -> None:
        self.bad = [b for b in BAD_ROWS if b.table == table]
        sound, apart = SOUND[table], KEPT_APART[table]
        bad = ({**sound, **apart(i), **b.other} for i, b in enumerate(self.bad))
        rows = [sound, *bad, *({**sound, **other} for other in SOUND_TOO[table])]
        self.report: LoadReport = load(store, write(folder / f"{table}.csv", rows), table)
        self.rejections: dict[int, list[Rejection]] = {}
        for rejection in self.report.rejections:
            self.rejections.setdefault(rejection.row_number, []).append(rejection)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Table]]:
    """Each table loaded once, with all its bad rows."""
    folder = tmp_path_factory.mktemp("rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_HOME", str(folder / "home"))
        patch.setenv("DASHBOARD_REJECT_SHARE", "1")
        store = Store(folder / "home")
        add_places(store, folder)
        yield {table: Table(store, folder, table) for table in SOUND}
        assert records(store, "requests", "request_id") == [("R1",), ("last",), ("newer",)]


@pytest.mark.parametrize(
    "bad", BAD_ROWS, ids=lambda b: f"{b.table}-{b.rule}-{next(iter(b.other.values()))[:20]}"
)
def test_a_rejected_row_says_which_value_is_wrong_and_what_to_do(
    tables: dict[str, Table], bad: BadRow
) -> None:
    table = tables[bad.table]
    number = table.bad.index(bad) + 3
    (told,) = table.rejections[number]
    assert (told.column, told.rule) == (bad.column, bad.rule)
    assert told.message == f"{bad.table}.csv row {number}: {bad.sentence}"
    assert told.message_zh.startswith(f"{bad.table}.csv 第 {number} 行：")
    assert not english_in(told.message_zh)


@pytest.mark.parametrize("table", SOUND)
def test_the_sound_rows_among_bad_ones_are_taken(tables: dict[str, Table], table: str) -> None:
    sound = 1 + len(SOUND_TOO[table])
    assert counts(tables[table].report) == (sound, 0, 0, len(tables[table].bad))


def test_there_are_enough_of_them() -> None:
    assert len(BAD_FILES) + len(BAD_ROWS) >= 100
