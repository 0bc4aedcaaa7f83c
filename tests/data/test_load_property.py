"""Does the engine load random files as a slow, obvious program does?"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from data.store import Store
from tests.data.load_oracle import REQUIRED, Records, Row, expect
from tests.data.loads import counts, load_rows, records

TIMES = (
    "2024-03-05 10:00:00", "2024-03-05 10:00:01", "2024-03-06 00:30:00", "2023-12-31 23:59:59",
    "0001-01-01 00:00:00", "1900-01-01 00:00:00", "2099-01-01 00:00:00", "3020-01-01 00:00:00",
    "soon",
)  # fmt: skip
SOUND_TIMES = TIMES[:4]


def mostly(sound: tuple[str, ...], *bad: str) -> st.SearchStrategy[str]:
    """Sound values nine times in ten, so that most rows are taken."""
    return st.sampled_from(sound * (1 + 9 * len(bad) // len(sound)) + bad)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "source": mostly(("s",), ""),
            "request_id": mostly(("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"), ""),
            "village_code": mostly(("V1", "V2"), "", "T1", "G1", "V9"),
            "kind": mostly(("help", "report"), "", "halp"),
            "category_code": mostly(("roads", "lamps"), ""),
            "channel": mostly(("hotline", "app"), "fax"),
            "received_at": mostly(SOUND_TIMES[:2], *TIMES[4:], ""),
            "closed_at": mostly(("", *SOUND_TIMES[1:3]), *TIMES[3:]),
            "updated_at": mostly(("", *SOUND_TIMES), "3020-01-01 00:00:00"),
        }
    ),
    min_size=4,
    max_size=12,
)
ROW: Row = {
    "source": "s", "request_id": "R1", "village_code": "V1", "kind": "help",
    "category_code": "roads", "channel": "app", "received_at": TIMES[0], "closed_at": "",
    "updated_at": "",
}  # fmt: skip


@pytest.fixture
def anything_goes(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    return monkeypatch


def stored(store: Store) -> list[tuple[object, ...]]:
    columns = (*REQUIRED, "received_at", "closed_at", "updated_at", "is_closed", "received_date")
    return records(store, "requests", *columns)


@pytest.mark.slow
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=ROWS, second=ROWS)
@example(first=[ROW, {**ROW, "kind": ""}], second=[ROW])
@example(first=[{**ROW, "updated_at": TIMES[2]}], second=[{**ROW, "updated_at": TIMES[0]}])
@example(first=[ROW], second=[{**ROW, "updated_at": TIMES[0]}] * 2)
def test_two_overlapping_files_load_as_the_oracle_says(
    anything_goes: pytest.MonkeyPatch, places_home: Path, first: list[Row], second: list[Row]
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        anything_goes.setenv("DASHBOARD_HOME", str(home))
        store, expected = Store(home), Records()
        shutil.copytree(places_home, home)
        for rows in (first, second):
            faults, kinds = expect(rows, expected, now)
            report = load_rows(store, Path(folder), rows)
            assert {(r.row_number, r.column, r.rule) for r in report.rejections} == faults
            assert counts(report) == tuple(kinds.values())
            assert stored(store) == sorted(
                (tuple(r.values()) for r in expected.values()), key=lambda r: r[:2]
            )
            again = load_rows(store, Path(folder), rows)
            assert again.state == "unchanged"
            assert again.count("kept") == again.count("updated") == 0
