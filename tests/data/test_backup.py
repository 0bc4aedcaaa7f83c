"""Can the copy of a store be opened where it lies, with all that people wrote, and nothing more?"""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data import backup, reviews
from data.access import EVERYWHERE
from data.errors import DataError
from data.reviews import Review
from data.store import Store
from tests.data.records import fill, requests_in


def test_a_backup_opens_as_a_store(store: Store, tmp_path: Path) -> None:
    fill(store, 4)
    frame = pd.DataFrame({"village": ["V1"], "value": [0.25]})
    saved = reviews.save(
        store, Review("half-year", "office", {}, ("V1",), (), frames={"gap": frame})
    )
    (store.home / "profiles").mkdir()
    (store.home / "profiles" / "own.toml").write_text("name = 'own'", encoding="utf-8")
    (store.home / "salt").write_text("secret", encoding="ascii")
    target = backup.copy(store, tmp_path / "copy")
    fill(store, 7)
    other = Store(target)
    assert requests_in(other) == 4
    kept = reviews.load(other, EVERYWHERE, saved.id)
    assert kept.saved_at == saved.saved_at
    pd.testing.assert_frame_equal(kept.frames["gap"], frame.astype({"village": object}))
    assert sorted(path.name for path in target.iterdir()) == [
        "profiles", "reviews", "snapshots", "snapshots.json",
    ]  # fmt: skip
    fill(other, 9)
    assert requests_in(other) == 4 + 9


def test_a_folder_that_holds_anything_is_left_alone(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing to back up"):
        backup.copy(store, tmp_path / "copy")
    fill(store, 4)
    (tmp_path / "there").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "there"):
        with pytest.raises(DataError, match="exists already; name a new or an empty folder"):
            backup.copy(store, target)


def test_the_command_says_what_the_copy_lacks(store: Store, tmp_path: Path) -> None:
    fill(store, 4)
    (store.home / "salt").write_text("secret", encoding="ascii")
    told = subprocess.run(
        [sys.executable, "-m", "data", "backup", str(tmp_path / "copy")],
        env={**os.environ, "DASHBOARD_HOME": str(store.home)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == str(tmp_path / "copy")
    assert "is not in it: keep a copy somewhere else" in told.stderr
