"""What does `python -m data load` print, and with which exit code does it end?"""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from data import load as loading
from data.loading import attempt
from data.store import Store, default
from tests.data.loads import REQUEST, fingerprint, load_rows, records, write

ROOT = Path(__file__).parents[2]
BAD = {**REQUEST, "request_id": "bad", "kind": "halp"}


@pytest.fixture
def placed(placed: Store) -> Store:
    default.cache_clear()
    return placed


def sound(number: int) -> list[dict[str, str]]:
    return [{**REQUEST, "request_id": f"R{i}"} for i in range(number)]


def run(folder: Path, rows: list[dict[str, str]], *options: str) -> int:
    path = write(folder / "requests.csv", rows)
    return loading.main([str(path), "--profile", "requests", *options])


@pytest.mark.parametrize(("bad", "code"), [(0, 0), (1, 3), (2, 3), (3, 4)])
def test_the_exit_code_tells_how_it_went(
    placed: Store, tmp_path: Path, bad: int, code: int
) -> None:
    rows = sound(5 - bad) + [{**BAD, "request_id": f"bad {i}"} for i in range(bad)]
    before = fingerprint(placed)
    assert run(tmp_path, rows) == code
    assert (fingerprint(placed) == before) == (code == 4)


def test_wrong_use_has_a_code_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        loading.main([str(tmp_path / "r.csv")])
    assert ended.value.code == 2


def test_json_is_the_row_of_batches_with_the_rejections(
    placed: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, [*sound(4), BAD], "--json")
    told = json.loads(capsys.readouterr().out)
    names = [c for c in placed.reader().table("batches").columns if c != "loaded_by"]
    stored = records(placed, "batches", *names)[-1]
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in stored]
    assert [told[name] for name in names] == plain
    assert told["state"] == "published"
    assert told["rejections"] == [
        {
            "row_number": 6,
            "column": "kind",
            "value": "halp",
            "rule": "not_allowed",
            "message": 'requests.csv row 6: kind "halp" is not allowed; allowed are consult, '
            "help, complaint, report, suggest; correct it or add it to the profile's values",
            "message_zh": "requests.csv 第 6 行：kind 的“halp”不在允许的取值内；允许的有："
            "consult、help、complaint、report、suggest；请改正，或在对应关系中说明其含义",
        }
    ]


def test_a_refusal_in_json_says_why_and_lists_the_rows(
    placed: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, [BAD], "--json") == 4
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["batch_id"], told["rows_rejected"]) == ("refused", None, 1)
    assert told["message"].startswith("requests.csv: 1 of 1 rows are rejected (not_allowed 1);")
    assert [r["row_number"] for r in told["rejections"]] == [2]
    assert loading.main([str(tmp_path / "none.csv"), "--profile", "requests", "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["rejections"]) == ("refused", [])
    assert told["message"].endswith("none.csv does not exist or is no file; check the name")


def test_the_summary_fits_a_screen(
    placed: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    rows = sound(2) + [{**BAD, "request_id": f"bad {i}", "phone": "x"} for i in range(50)]
    assert run(tmp_path, rows) == 3
    told = capsys.readouterr().out.splitlines()
    assert len(told) <= 25
    assert told[:2] == [
        "requests.csv: 52 rows read by profile requests (version 1)",
        "2 kept, 0 updated, 0 unchanged, 50 rejected",
    ]
    assert told[3:5] == ["never stored: phone (a phone number)", "rejected for: 50 not_allowed"]
    assert told[-1] == "  ... and 40 more; --json lists them"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-04-01", "2024-03-31T16:00:00"),
        ("2024-04-01T12:00", "2024-04-01T04:00:00"),
        ("2024-04-01T12:00+00:00", "2024-04-01T12:00:00"),
    ],
)
def test_the_data_date_is_meant_in_the_business_zone(
    placed: Store, tmp_path: Path, text: str, utc: str
) -> None:
    assert run(tmp_path, [REQUEST], "--as-of", text) == 0
    assert records(placed, "batches", "as_of")[0] == (datetime.fromisoformat(utc),)


def test_a_data_date_that_is_none_is_refused(
    placed: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, [REQUEST], "--as-of", "yesterday") == 4
    assert capsys.readouterr().err == (
        "--as-of yesterday is no time; allowed are 2024-03-31, 2024-03-31T12:00 and "
        "2024-03-31T12:00+08:00\n"
    )


def test_a_load_that_fails_in_the_middle_leaves_nothing(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(placed)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(attempt.outcomes, "match", fail)
    with pytest.raises(OSError, match="disk is full"):
        load_rows(placed, tmp_path, [REQUEST])
    assert fingerprint(placed) == before


SLOWLY = """
import sys, time
from pathlib import Path
from data import load
from data.loading import attempt, decision
where = sys.argv[1]
def wait(*_, **__):
    Path(sys.argv[2]).touch()
    time.sleep(60)
if where == "reading":
    attempt.rejections.keep_broken = wait
else:
    decision.publishing.write_batch = wait
load.main(sys.argv[3:])
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["reading", "writing"])
def test_a_load_that_is_killed_leaves_the_store_as_it_was(
    placed: Store, tmp_path: Path, where: str
) -> None:
    before = {k: v for k, v in fingerprint(placed).items() if "work" not in k}
    path, reached = write(tmp_path / "requests.csv", [REQUEST]), tmp_path / "reached"
    command = [
        sys.executable,
        "-c",
        SLOWLY,
        where,
        str(reached),
        str(path),
        "--profile",
        "requests",
    ]
    environment = {**os.environ, "DASHBOARD_HOME": str(placed.home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, cwd=ROOT) as killed:
        deadline = time.monotonic() + 60
        while not reached.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
    assert reached.exists()
    assert records(placed, "requests", "request_id") == []
    report = load_rows(placed, tmp_path, [REQUEST], dry_run=True)
    assert report.state == "dry_run"
    after = fingerprint(placed)
    assert {k: v for k, v in after.items() if k != "writer.json"} == before
