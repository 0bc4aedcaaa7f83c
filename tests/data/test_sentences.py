"""Is every sentence there in both languages, and does whoever says it fill its blanks?"""

import ast
import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import sentences
from data.errors import DataError
from data.sentences import Sentence, say
from tests.data.bad_rows import BAD_ROWS

ROOT = Path(__file__).parents[2]
TEMPLATES = sentences.templates()
# Names of formats and of what stands in files; other words of a Chinese sentence are Chinese.
LATIN = {
    "Asia", "BD09", "CSV", "DASHBOARD_HOME", "DASHBOARD_REJECT_SHARE", "DASHBOARD_ZONE", "EPSG",
    "GB", "GB18030", "GCJ02", "GeoJSON", "GeoPackage", "IANA", "JSON", "MB", "PDF", "Parquet",
    "Python", "RAR", "README", "Shanghai", "T12", "TOML", "UTC", "UTF", "WGS84", "WKB", "Windows",
    "XLSX", "XML", "_", "areas", "by", "bzip2", "code", "constant", "cp1252", "crs", "data",
    "derive", "due_at", "encoding", "false", "from", "gb18030", "gzip", "header_row", "ignored",
    "is", "item", "kept", "level", "load", "m", "md", "name", "offsets", "only_if", "parent_code",
    "part",
    "python", "records", "refresh", "scale", "separator", "sheet", "sources", "toml", "true",
    "unlocated", "unpivot", "updated_at", "utf", "working_calendar", "z",
    "JAVA_HOME", "Java", "N", "install", "lake", "local", "pip", "pyspark", "r", "requirements",
    "spark", "to", "txt",
}  # fmt: skip


def said() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where a sentence is said, its name and the blanks that are filled; None for ** of many."""
    for path in [*(ROOT / "data").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called not in ("DataError", "FileRefusedError", "say"):
                continue
            names = [a.value for a in node.args if isinstance(a, ast.Constant)]
            named = next(
                (n for n in names if n in TEMPLATES or path.is_relative_to(ROOT / "data")), ""
            )
            if named:
                keys = frozenset(k.arg for k in node.keywords if k.arg)
                is_open = any(k.arg is None for k in node.keywords)
                yield f"{path.name}:{node.lineno}", named, None if is_open else keys


SAID = tuple(said())


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_sentence_has_both_languages_and_the_same_blanks(name: str) -> None:
    pair = TEMPLATES[name]
    assert set(pair) == set(sentences.LANGUAGES)
    assert sentences.fields(pair["en"]) == sentences.fields(pair["zh"])
    words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", re.sub(r"\{[^}]*\}", "", pair["zh"])))
    assert words <= LATIN


@pytest.mark.parametrize(("where", "name", "filled"), SAID, ids=[where for where, _, _ in SAID])
def test_what_is_said_is_in_the_table_and_fills_its_blanks(
    where: str, name: str, filled: frozenset[str] | None
) -> None:
    assert name in TEMPLATES, where
    if filled is not None:
        assert filled == sentences.fields(TEMPLATES[name]["en"])


def test_no_sentence_stands_in_the_table_for_nothing() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "data").rglob("*.py"))
    unsaid = {name for name in TEMPLATES if f'"{name}"' not in code}
    assert {name for name in unsaid if not name.startswith("rule.")} == set()


def test_every_rule_that_rejects_a_row_has_a_name() -> None:
    broken = {bad.rule for bad in BAD_ROWS}
    more = {
        "broken_row", "ambiguous_area", "rewrites_history", "same_place", "not_a_record",
        "after_data_date", "older_than_stored",
    }  # fmt: skip
    named = {name.removeprefix("rule.") for name in TEMPLATES if name.startswith("rule.")}
    assert named == broken | more


def test_a_sentence_inside_another_is_told_in_its_language() -> None:
    kind = say("personal.phone")
    whole = say("review.personal", kind=kind)
    assert (
        whole == "a note holds a phone number; take it out, because nothing personal is kept here"
    )
    assert whole.zh == "备注中含有电话号码；此处不保存个人信息，请删去"
    assert copy.deepcopy(whole).zh == whole.zh


def test_lists_are_joined_as_each_language_does() -> None:
    told = sentences.listed([f"n{i}" for i in range(7)])
    assert (told, told.zh) == ("n0, n1, n2, n3, n4 and 2 more", "n0、n1、n2、n3、n4等，另有 2 个")
    assert isinstance(told, Sentence)


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert str(DataError("file.empty", name="{a}.csv")) == "{a}.csv is empty; export it again"
