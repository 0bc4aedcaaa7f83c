"""Does a load replace the records whole or not at all, whatever happens on the way?"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb
import pytest

from data.errors import DataError
from data.store import Store
from tests.data.records import fill, requests_in, write_on_and_on

ROOT = Path(__file__).parents[2]


def test_an_empty_store_has_every_table_and_no_rows(store: Store) -> None:
    assert store.current() is None
    assert store.snapshots() == ()
    assert requests_in(store) == 0
    assert store.zone() == "Asia/Shanghai"


def test_readers_follow_the_pointer_without_a_restart(store: Store) -> None:
    fill(store, 3)
    assert requests_in(store) == 3
    fill(store, 2)
    assert requests_in(store) == 5
    assert [s.rows["requests"] for s in store.snapshots()] == [3, 5]


def test_an_earlier_snapshot_can_be_read_and_made_current_again(store: Store) -> None:
    fill(store, 3)
    fill(store, 2)
    first = store.snapshots()[0]
    assert requests_in(store, first.id) == 3
    store.rollback(first.id)
    assert requests_in(store) == 3
    fill(store, 10)
    assert requests_in(store) == 13
    assert len(store.snapshots()) == 3


def test_only_as_many_as_asked_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_KEEP", "2")
    for rows in (1, 2, 3):
        fill(store, rows)
    assert [s.rows["requests"] for s in store.snapshots()] == [3, 6]
    assert len(list((store.home / "snapshots").iterdir())) == 2


def test_a_snapshot_that_is_gone_is_named(store: Store) -> None:
    fill(store, 1)
    kept = store.snapshots()[0].id
    with pytest.raises(DataError) as told:
        store.reader("20200101T000000-00001")
    assert str(told.value) == (
        f"snapshot 20200101T000000-00001 is not kept here (kept: {kept}); "
        "open the page without a snapshot to see the current one"
    )


def test_an_error_inside_a_write_changes_nothing(store: Store) -> None:
    fill(store, 3)
    with pytest.raises(RuntimeError, match="half way"), store.build("fails") as building:
        building.connection.execute("DELETE FROM requests")
        raise RuntimeError("half way")
    assert requests_in(store) == 3
    assert len(list((store.home / "snapshots").iterdir())) == 1


def test_a_discarded_write_publishes_nothing(store: Store) -> None:
    fill(store, 3)
    with store.build("nothing new") as building:
        building.discard()
    assert len(store.snapshots()) == 1


def test_readers_cannot_reach_outside_their_file(store: Store) -> None:
    fill(store, 1)
    raw = store.reader().con
    for statement in (
        "SELECT * FROM read_csv('/etc/hostname')",
        f"ATTACH '{store.home / 'other.duckdb'}'",
        "COPY requests TO 'out.csv'",
    ):
        with pytest.raises(duckdb.PermissionException):
            raw.execute(statement)
    with pytest.raises(duckdb.Error, match="external access"):
        raw.execute("SET enable_external_access = true")
    with pytest.raises(duckdb.Error, match="read-only"):
        raw.execute("DELETE FROM requests")


def test_a_second_writer_is_told_who_holds_the_store(store: Store) -> None:
    with store.build("the first load") as building:
        building.discard()
        with pytest.raises(DataError) as told, Store(store.home).build("second", wait_seconds=0.1):
            pass
    assert f"another writer still holds {store.home} after 0.1 s" in str(told.value)
    assert f"the first load, process {os.getpid()}" in str(told.value)


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    fill(store, 1)
    inside = threading.Event()

    def first() -> None:
        with store.build("slow") as building:
            building.connection.execute("DELETE FROM requests")
            inside.set()
            time.sleep(0.3)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    fill(Store(store.home), 7)
    thread.join()
    assert requests_in(store) == 7


def test_an_unknown_zone_is_refused(store: Store) -> None:
    with pytest.raises(DataError, match="Mars is no time zone"), store.build("x", zone="Mars"):
        pass
    assert store.current() is None


# Every writer is a process of its own, but only the first one waits for imports.
WRITERS = multiprocessing.get_context("forkserver")
WRITERS.set_forkserver_preload(["data.store", "tests.data.records"])


def start_writer(home: Path) -> BaseProcess:
    told, tells = WRITERS.Pipe(duplex=False)
    process = WRITERS.Process(target=write_on_and_on, args=(home, tells), daemon=True)
    process.start()
    assert told.recv() == "ready"
    return process


@pytest.mark.slow
def test_killed_at_any_moment_the_store_is_whole(store: Store) -> None:
    """Every snapshot holds a multiple of ten rows, so any half load would show."""
    fill(store, 10)
    moments = random.Random(7)
    for _ in range(25):
        before = requests_in(store)
        process = start_writer(store.home)
        time.sleep(moments.uniform(0, 0.6))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        after = requests_in(store)
        assert after >= before
        assert after % 10 == 0
        assert after == store.current().rows["requests"]
    fill(store, 10)
    on_disk = {p.stem for p in (store.home / "snapshots").iterdir()}
    assert on_disk == {s.id for s in store.snapshots()}


READER = """
import sys, time
from pathlib import Path
from data.store import Store
store = Store(Path(sys.argv[1]))
seen, until = set(), time.monotonic() + 4
while time.monotonic() < until:
    table = store.reader().table("requests")
    rows, ids = table.count().to_pyarrow().as_py(), table.request_id.nunique().to_pyarrow().as_py()
    assert rows % 10 == 0, rows
    seen.add(rows)
print(len(seen), max(seen))
"""


@pytest.mark.slow
def test_two_processes_read_whole_snapshots_while_one_loads(store: Store) -> None:
    fill(store, 10)
    writer = start_writer(store.home)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(store.home)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    told = [reader.communicate()[0].split() for reader in readers]
    assert writer.is_alive()
    writer.kill()
    writer.join()
    assert all(reader.returncode == 0 for reader in readers)
    assert all(int(different) >= 2 for different, _ in told), "no reader saw a new snapshot"


def test_eight_threads_get_no_row_of_another(store: Store) -> None:
    fill(store, 2000)
    wrong: list[object] = []

    def ask(number: int) -> None:
        for turn in range(40):
            expected = number * 1000 + turn
            table = store.reader().table("requests").limit(50)
            got = table.mutate(mine=expected).mine.max().to_pyarrow().as_py()
            if got != expected:
                wrong.append((number, turn, got))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
