"""Does the command line print the same frame in every format?"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from analytics.__main__ import main
from data.store import Store, default
from tests.conftest import FilledBy
from tests.data.records import add_areas, add_batch, add_request

AS_OF = datetime.fromisoformat("2025-06-30T16:00")  # midnight in Shanghai
BOTH = ["on_time_rate", "requests_received", "--by", "village"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Every test has a store of its own, while a process remembers its first."""
    default.cache_clear()
    yield
    default.cache_clear()


def add_records(store: Store) -> None:
    """Four requests of two villages; local time is eight hours ahead."""
    with store.build("test", zone="Asia/Shanghai") as building:
        add_areas(building)
        add_batch(building, AS_OF)
        due = {"due_at": "2025-03-08"}
        add_request(building, "1", "2025-03-01 01:00", closed_at="2025-03-02", **due)
        add_request(building, "2", "2025-03-01 02:00", closed_at="2025-03-09", **due)
        add_request(building, "3", "2025-03-31 15:59", village_code="V3", category_code="noise")
        add_request(building, "4", "2025-03-31 16:00", village_code="V3")  # 1 April there


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    return json.loads(printed(capsys, *arguments, "--format", "json"))


def test_json_is_a_list_of_rows(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, *BOTH)
    assert [(r["metric"], r["area_code"], r["value"]) for r in found] == [
        ("on_time_rate", "V1", 0.5),
        ("on_time_rate", "V2", None),
        ("on_time_rate", "V3", None),
        ("requests_received", "V1", 2),
        ("requests_received", "V2", 0),
        ("requests_received", "V3", 2),
    ]
    assert found[0]["period"] == "2025-03-01/2025-06-30"
    assert list(found[0]) == ["metric", "area_code", "period", "numerator", "denominator", "value",
                              "low", "high", "n", "state"]  # fmt: skip


def test_csv_and_table_say_the_same(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    as_json = rows(capsys, *BOTH)
    as_csv = list(csv.DictReader(io.StringIO(printed(capsys, *BOTH, "--format", "csv"))))
    assert as_csv == [{k: "" if v is None else str(v) for k, v in row.items()} for row in as_json]
    lines = printed(capsys, *BOTH).splitlines()
    assert lines[0].split() == list(as_json[0])
    assert len(lines) == 7
    assert "0.0945" in lines[1]  # rounded for reading only
    assert len(str(as_json[0]["low"])) > 10


def test_days_are_those_of_the_business_zone(
    filled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(capsys, "requests_received", "--by", "month")
    assert [(r["period"], r["value"]) for r in found][:2] == [("2025-03", 3), ("2025-04", 1)]
    march = rows(capsys, "requests_received", "--from", "2025-03-31", "--to", "2025-03-31")
    assert march[0]["value"] == 1


def test_closings_and_limits_are_dated_in_the_business_zone(
    filled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Closed at 16:30 UTC on 31 March, which is April there: at the end of March it was open."""
    with filled.build("one more") as building:
        times = {"closed_at": "2025-03-31 16:30", "due_at": "2025-03-31 15:30"}
        add_request(building, "5", "2025-03-20 01:00", village_code="V2", **times)
    found = rows(capsys, "open_backlog", "overdue_backlog", "--by", "month", "--area", "V2")
    assert [(r["metric"], r["period"], r["value"]) for r in found[:2]] == [
        ("open_backlog", "2025-03", 1),
        ("open_backlog", "2025-04", 0),
    ]
    assert [r["value"] for r in found if r["metric"] == "overdue_backlog"][:2] == [1, 0]


def test_area_and_category(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "requests_received", "--area", "T2", "--category", "noise")
    assert (found[0]["area_code"], found[0]["value"]) == ("T2", 1)


def test_as_of_is_local_time_or_has_an_offset(
    filled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["open_backlog", "--to", "2025-06-30", "--as-of"]
    local = rows(capsys, *asked, "2025-03-02T07:00")[0]["value"]
    later = rows(capsys, *asked, "2025-03-02T09:00")[0]["value"]
    utc = rows(capsys, *asked, "2025-03-02T00:30+00:00")[0]["value"]
    assert (local, later, utc) == (2, 1, 1)


def test_an_earlier_snapshot(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    first = filled.current()
    with filled.build("one more") as building:
        add_request(building, "5", "2025-05-01 01:00")
    assert rows(capsys, "requests_received")[0]["value"] == 5
    assert first
    assert rows(capsys, "requests_received", "--snapshot", first.id)[0]["value"] == 4


def test_an_empty_store_has_no_number(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["state"] for row in rows(capsys, "on_time_rate", "requests_received")] == [
        "none"
    ] * 2
    assert rows(capsys, "on_time_rate", "--by", "village", "--by", "month") == []
    assert printed(capsys, "on_time_rate", "--by", "month").startswith("metric  area_code  period")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["on_time"], "unknown metric on_time; did you mean on_time_rate?"),
        ([], "name at least one metric"),
        (["on_time_rate", "--by", "town"], "unknown group town; did you mean township?"),
        (["on_time_rate", "--from", "2025-02-30"], "argument --from: invalid"),
        (
            ["on_time_rate", "--from", "2025-02-03", "--to", "2025-02-01"],
            "cannot end on 2025-02-01",
        ),
        (["satisfaction_rate", "--by", "channel"], "cannot be split by channel"),
    ],
)
def test_wrong_usage(
    filled: Store, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--area", "V9"], "area V9 is not among"), (["--snapshot", "x"], "snapshot x is not kept")],
)
def test_what_the_records_do_not_allow(
    filled: Store, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["on_time_rate", *arguments]) == 4
    assert message in capsys.readouterr().err


def test_the_catalogue_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--catalogue").startswith("# Catalogue of metrics")
