"""Does a list with one column a level become entries that know what lies above them?"""

from pathlib import Path

import pytest

from data import mappings
from data.errors import DataError
from data.load import load
from data.store import Store
from tests.data.loads import counts, records, write

TREE = [
    {"一级分类": "城乡建设", "二级分类": "安全生产", "三级分类": "其他"},
    {"一级分类": "城乡建设", "二级分类": "供水", "三级分类": " 其他 "},
    {"一级分类": "交通", "二级分类": "", "三级分类": ""},
]
COLUMNS = ("category_code", "name_zh", "parent_code")


def test_every_entry_is_stored_once_below_the_one_above(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "tree.csv", TREE)
    assert mappings.see(store.home, path).suits == ("category_tree",)
    assert counts(load(store, path, "category_tree")) == (6, 0, 0, 0)
    assert sorted(records(store, "categories", *COLUMNS)) == sorted([
        ("城乡建设", "城乡建设", None),
        ("城乡建设/安全生产", "安全生产", "城乡建设"),
        ("城乡建设/安全生产/其他", "其他", "城乡建设/安全生产"),
        ("城乡建设/供水", "供水", "城乡建设"),
        ("城乡建设/供水/其他", "其他", "城乡建设/供水"),
        ("交通", "交通", None),
    ])  # fmt: skip
    assert load(store, path, "category_tree").state == "unchanged"


def test_one_level_is_no_tree(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", [{"一级分类": "交通"}])
    with pytest.raises(DataError, match="has not two of the levels"):
        load(store, path, "category_tree")


def test_a_log_of_changes_is_told_as_such(store: Store, tmp_path: Path) -> None:
    log = [{"uuid": "1", "question": "rooms", "old_value": "70", "new_value": "7"}]
    seen = mappings.see(store.home, write(tmp_path / "log.csv", log))
    assert "is a log of changes to another file (old_value, new_value)" in seen.refusal
    assert "修改记录" in seen.refusal.zh
