"""Does a statistical list of codes become places with their level and what lies above them?"""

from pathlib import Path

import pytest

from data.load import load
from data.store import Store
from tests.data.loads import counts, records, write

COLUMNS = ("area_code", "level", "parent_code", "setting")


def rows(*pairs: str) -> list[dict[str, str]]:
    return [
        dict(zip(("统计用区划代码", "城乡分类代码", "名称"), p.split(), strict=True)) for p in pairs
    ]


def test_levels_and_parents_come_from_the_code_and_a_missing_level_is_passed_over(
    store: Store, tmp_path: Path
) -> None:
    listed = rows(
        "44 100 广东省",
        "4406 100 佛山市",
        "440605 100 南海区",
        "440605121 100 九江镇",
        "440605121201 220 烟南村委会",
        "4419 100 东莞市",
        "441900003000 100 东城街道",  # a city without districts
        "441900003001 111 岗贝社区居委会",
    )
    for row in listed:
        if row["城乡分类代码"] == "100":
            row["城乡分类代码"] = ""
    report = load(store, write(tmp_path / "list.csv", listed), "divisions")
    assert counts(report) == (8, 0, 0, 0)
    assert records(store, "areas", *COLUMNS) == [
        ("440000000000", "province", None, None),
        ("440600000000", "city", "440000000000", None),
        ("440605000000", "district", "440600000000", None),
        ("440605121000", "township", "440605000000", None),
        ("440605121201", "village", "440605121000", "rural"),
        ("441900000000", "city", "440000000000", None),
        ("441900003000", "township", "441900000000", None),
        ("441900003001", "village", "441900003000", "urban"),
    ]


def test_single_levels_load_from_the_top_down(store: Store, tmp_path: Path) -> None:
    for number, line in enumerate(("11 x 北京市", "110112 x 通州区", "110112117201 x 后疃村")):
        listed = rows(line)
        listed[0].pop("城乡分类代码")
        load(store, write(tmp_path / f"{number}.csv", listed), "divisions")
    assert [row[2] for row in records(store, "areas", *COLUMNS)] == [
        None,
        "110000000000",
        "110112000000",
    ]


@pytest.mark.parametrize("code", ["110112117201220", "11011", "通州"])
def test_a_code_of_another_length_is_rejected_with_its_words(
    store: Store, tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    path = write(tmp_path / "list.csv", [{"code": code, "name": "x"}, {"code": "11", "name": "y"}])
    report = load(store, path, "divisions")
    assert counts(report) == (1, 0, 0, 1)
    assert code in report.rejections[0].message


def test_a_list_without_codes_is_refused(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", [{"name": "x"}])
    with pytest.raises(Exception, match="has no column of codes"):
        load(store, path, "divisions")
