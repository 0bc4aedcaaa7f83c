"""Does a wrong profile say what is wrong with it, and what is allowed?"""

import textwrap
from pathlib import Path

import pytest

from data import schema
from data.errors import DataError
from data.sources.profile import load_profile, recognise, shipped

GOOD = """
version = "1"
title = "Test"
source = "test"
[areas]
by = "name"
village = "社区"
[[output]]
table = "requests"
[output.columns]
request_id = "编号"
kind = { constant = "help" }
category_code = { from = "分类", default = "未分类" }
channel = { constant = "hotline" }
received_at = "受理时间"
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(textwrap.dedent(text), "utf-8")
        return path

    return write


def test_good_profile(written) -> None:
    profile = load_profile(written(GOOD))
    assert (profile.name, profile.version, profile.outputs[0].table) == ("mine", "1", "requests")
    assert profile.read_options().known == {"编号", "分类", "受理时间", "社区"}


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_profile_loads(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.title
    assert profile.outputs


def test_every_own_table_has_a_profile() -> None:
    own = {t.name for t in schema.TABLES.values() if not t.provenance}
    assert own <= set(shipped())
    assert not {"batches", "rejected_rows", "previous_versions"} & set(shipped())


@pytest.mark.parametrize("name", own := [t for t in shipped() if t in schema.TABLES])
def test_own_tables_are_recognised_by_their_columns(name: str) -> None:
    headers = [c.name for c in schema.table(name).mapped]
    assert recognise(headers)[0][0] == name
    assert not load_profile(name).fit(headers).personal


CHANGES = {
    "unknown key": (
        ('title = "Test"', 'title = "Test"\ntitel = "x"'),
        "unknown key titel; did you mean title?",
    ),
    "unknown key of a column": (
        ('{ constant = "help" }', '{ const = "help" }'),
        "unknown key const in requests.kind; did you mean constant?",
    ),
    "unknown table": (
        ('table = "requests"', 'table = "request"'),
        "unknown table request; did you mean requests?",
    ),
    "provenance is not loaded": (
        ('table = "requests"', 'table = "batches"'),
        "unknown table batches; known are areas",
    ),
    "unknown column": (
        ('received_at = "受理时间"', 'recieved_at = "受理时间"'),
        "unknown column recieved_at in requests; did you mean received_at?",
    ),
    "derived column": (
        ('received_at = "受理时间"', 'received_at = "受理时间"\nreceived_date = "日期"'),
        "unknown column received_date in requests; did you mean received_at?",
    ),
    "value that is not allowed": (
        ('{ constant = "hotline" }', '{ constant = "paper" }'),
        "unknown value paper of requests.channel; known are hotline, visit, app, survey, counter, "
        "whistle, other",
    ),
    "value map that leads nowhere": (
        ('{ constant = "hotline" }', '{ from = "来源", values = { "电话" = "hotlin" } }'),
        "unknown value hotlin of requests.channel; did you mean hotline?",
    ),
    "column left out": (
        ('received_at = "受理时间"', ""),
        "requests.received_at gets no value; map it from a column or give it a constant",
    ),
    "no source": (
        ('source = "test"', ""),
        "requests.source gets no value; map it from a column or give it a constant",
    ),
    "no place": (
        ('[areas]\nby = "name"\nvillage = "社区"', ""),
        "requests.village_code gets no value; map it from a column or give it a constant",
    ),
    "no title": (
        ('title = "Test"', ""),
        "title is missing; data/sources/README.md shows how to give it",
    ),
    "wrong kind of value": (
        ('version = "1"', "version = [1]"),
        "version must be text",
    ),
    "zone": (
        ('source = "test"', 'source = "test"\ntime_zone = "Shanghai"'),
        "time_zone Shanghai does not exist; a zone is named like Asia/Shanghai",
    ),
    "offsets": (
        ('source = "test"', 'source = "test"\noffsets = "no"'),
        "offsets is no; allowed are kept and ignored",
    ),
    "by": (('by = "name"', 'by = "names"'), "by in [areas] must be code or name"),
    "unknown level": (
        ('village = "社区"', 'village = "社区"\nvilage = "x"'),
        "unknown key vilage in [areas]; did you mean village?",
    ),
    "neither from nor constant": (
        ('{ constant = "help" }', "{ optional = true }"),
        "requests.kind needs either from or constant",
    ),
    "derivation": (
        ('"编号"', '{ from = "编号", derive = "guess" }'),
        "unknown derivation guess of requests.request_id; known are part, in_time",
    ),
    "part without number": (
        ('"编号"', '{ from = "编号", derive = "part" }'),
        'requests.request_id: derive = "part" goes with separator and part',
    ),
    "in_time of one column": (
        ('"编号"', '"编号"\nmet_limit = { from = "a", derive = "in_time" }'),
        "requests.met_limit: in_time needs 2 columns in from",
    ),
    "only_if": (
        ('"编号"', '"编号"\nclosed_at = { from = "a", only_if = { from = "b" } }'),
        "only_if of requests.closed_at needs from and is",
    ),
    "date form": (
        ('"编号"', '"编号"\nclosed_at = { from = "a", date_forms = ["%d/%m/%Q"] }'),
        "date form %d/%m/%Q has %Q; allowed are %Y %y %m %d %H %M %S %f %I %p %b %B %j",
    ),
    "personal column": (
        ('"编号"', '"联系电话"'),
        "requests.request_id may not be mapped from 联系电话, which holds a phone number; such "
        "columns are never stored",
    ),
    "free text": (
        ('"编号"', '"编号"\noutcome = "办理结果"'),
        "requests.outcome may not be mapped from 办理结果, which holds free text; such columns are "
        "never stored",
    ),
    "cells of a table that is not unpivoted": (
        ('"编号"', '"@question"'),
        "requests needs unpivot to use @question and @answer",
    ),
    "provided row": (
        (
            'version = "1"',
            'version = "1"\nprovide = [{ table = "channels", rows = [{ channel = "a" }] }]',
        ),
        "a provided row of channels lacks name_zh, name_en",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_wrong_profiles(written, case: str) -> None:
    (old, new), message = CHANGES[case]
    assert old in GOOD
    with pytest.raises(DataError) as told:
        load_profile(written(GOOD.replace(old, new, 1)))
    assert str(told.value).startswith(f"profile mine.toml: {message}")


def test_broken_toml(written) -> None:
    with pytest.raises(DataError, match=r"^profile mine.toml is not valid TOML: .*line 1"):
        load_profile(written("version = \n"))


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes("title = '工单'".encode("gb18030"))
    with pytest.raises(DataError, match=r"^profile mine.toml cannot be read; save it as UTF-8"):
        load_profile(tmp_path / "mine.toml")


def test_unknown_profiles(tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        load_profile("boston")
    assert str(told.value).startswith("there is no profile boston; did you mean boston311?")
    with pytest.raises(DataError, match=r"gone.toml does not exist; check the name"):
        load_profile(tmp_path / "gone.toml")


def test_coded_column_may_be_read_out_of_free_text(written) -> None:
    change = '"编号"\noutcome = { from = "办理结果", values = { "解决*" = "resolved", "*" = "" } }'
    assert load_profile(written(GOOD.replace('"编号"', change, 1)))
