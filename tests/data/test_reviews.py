"""Are reviews kept whole, apart from the snapshots, and only for who may see their places?"""

import dataclasses
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import disk, reviews
from data.access import EVERYWHERE, Scope
from data.errors import DataError
from data.reviews import Decision, Review
from data.store import Store
from tests.conftest import FilledBy
from tests.data.records import add_areas, fill

FRAME = pd.DataFrame({
    "village_code": ["001", "V3"],
    "difference": [0.1 + 0.2, np.nan],
    "n": [3, 4],
    "note": [None, "é村"],
    "until": [date(2026, 6, 30), None],
})  # fmt: skip
REVIEW = Review(
    name="2026上半年复核", saved_by="对标办", address={"snapshot": "s", "as_of": "m"},
    villages=("V1",), metrics=("on_time_rate",), notes="先看V1。\n再看别的。",
    decisions=(Decision("V1", "change", "不再领先"),), frames={"findings": FRAME},
)  # fmt: skip


def add_records(store: Store) -> None:
    with store.build("places") as building:
        add_areas(building)


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


def test_a_review_comes_back_as_it_was(filled: Store) -> None:
    kept = reviews.save(filled, REVIEW)
    again = reviews.load(filled, EVERYWHERE, kept.id)
    for name in ("name", "saved_by", "address", "villages", "metrics", "notes", "decisions"):
        assert getattr(again, name) == getattr(REVIEW, name)
    assert again.saved_at.endswith("+00:00")
    back = again.frames["findings"]
    assert back["difference"].tolist()[0] == 0.1 + 0.2
    assert np.isnan(back["difference"].tolist()[1])
    assert back["village_code"].tolist() == ["001", "V3"]
    assert [None if pd.isna(v) else v for v in back["note"]] == [None, "é村"]
    assert back["n"].tolist() == [3, 4]
    assert back["until"].tolist()[0] == date(2026, 6, 30)
    assert pd.isna(back["until"].tolist()[1])


def test_saving_again_keeps_the_earlier_one(filled: Store) -> None:
    first = reviews.save(filled, REVIEW)
    second = reviews.save(filled, dataclasses.replace(REVIEW, notes="anders"))
    assert first.id != second.id
    assert {r.notes for r in reviews.listed(filled, EVERYWHERE)} == {REVIEW.notes, "anders"}


def test_a_new_snapshot_does_not_touch_reviews(filled: Store) -> None:
    kept = reviews.save(filled, REVIEW)
    for _ in range(7):  # more than are kept
        fill(filled, 1)
    assert reviews.load(filled, EVERYWHERE, kept.id).frames["findings"].shape == FRAME.shape


def test_a_save_that_is_cut_short_leaves_nothing(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(path: Path) -> None:
        raise OSError(path)

    monkeypatch.setattr(disk, "sync", cut)
    with pytest.raises(OSError, match="partial"):
        reviews.save(filled, REVIEW)
    assert reviews.listed(filled, EVERYWHERE) == ()


def test_only_who_may_see_all_its_places_sees_a_review(filled: Store) -> None:
    wide = reviews.save(filled, dataclasses.replace(REVIEW, villages=("V1", "V3")))
    reviews.save(filled, REVIEW)
    north = Scope(frozenset({"T1"}))
    assert [r.villages for r in reviews.listed(filled, north)] == [("V1",)]
    with pytest.raises(DataError, match="places that you may not see"):
        reviews.load(filled, north, wide.id)


@pytest.mark.parametrize("wrong", ["nowhere", "../snapshots", "", "a/b"])
def test_an_unknown_review_is_told(filled: Store, wrong: str) -> None:
    with pytest.raises(DataError, match="is not kept here"):
        reviews.load(filled, EVERYWHERE, wrong)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "  "}, "the name of the review has 0 signs; give it 1 to 100"),
        ({"saved_by": "x" * 101}, "the reviewer of the review has 101 signs"),
        ({"notes": "x" * 20_001}, "a note has 20001 signs"),
        ({"notes": "请电138 0013 8000"}, "a note holds a phone number"),
        ({"notes": "11010519491231002X"}, "a note holds an identity number"),
        ({"decisions": (Decision("V1", "keep", "+8613800138000"),)}, "a phone number"),
    ],
)
def test_what_may_not_be_kept_is_refused(
    filled: Store, change: dict[str, object], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        reviews.save(filled, dataclasses.replace(REVIEW, **change))
    assert reviews.listed(filled, EVERYWHERE) == ()


def test_numbers_that_are_no_identity_numbers_are_kept(filled: Store) -> None:
    reviews.save(filled, dataclasses.replace(REVIEW, notes="村码990101102205，2,281份"))
    (kept,) = (filled.home / reviews.FOLDER).iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))["notes"].startswith("村码")
