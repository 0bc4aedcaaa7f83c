"""Is a file told from one that does not suit the profile?"""

import pytest

from data.errors import DataError
from data.sources.profile import load_profile, recognise

HOTLINE = ["工单编号", "来电时间", "村/社区"]


def test_what_is_missing_is_named_with_all_its_names() -> None:
    fit = load_profile("pingshan12345").fit(["REC_ID", "CREATE_TIME", "INTIME_ARCHIVE_NUM"])
    assert "COMMUNITY_NAME (for village)" in fit.missing
    with pytest.raises(DataError) as told:
        load_profile("hotline12345").fit(["工单编号", "村/社区"]).refuse("a.csv", "hotline12345")
    assert str(told.value) == (
        "a.csv does not suit the profile hotline12345: it lacks the column 来电时间 or 受理时间 or "
        "创建时间 or 登记时间 or 诉求时间 (for received_at); choose another profile or add the "
        "header to it"
    )


def test_what_has_a_default_or_may_be_empty_is_not_needed() -> None:
    fit = load_profile("hotline12345").fit(HOTLINE)
    assert fit.missing == ()
    assert [output.table for output in fit.outputs] == ["requests"]


def test_every_column_is_accounted_for() -> None:
    headers = [*HOTLINE, "来电人", "企业名称", "something"]
    fit = load_profile("hotline12345").fit(headers)
    assert fit.personal == (("来电人", "a name"),)
    assert fit.ignored == (("企业名称", "may name a person"),)
    assert fit.unused == ("something",)
    assert fit.found == 3


def test_repeated_column_that_is_mapped() -> None:
    fit = load_profile("hotline12345").fit([*HOTLINE, "来电时间 (2)", "x", "x (2)"])
    with pytest.raises(DataError) as told:
        fit.refuse("a.csv", "hotline12345")
    assert str(told.value) == (
        "a.csv has more than one column 来电时间, so nobody can say which one counts; rename or "
        "delete the others"
    )


def test_repeated_column_that_nobody_needs() -> None:
    assert not load_profile("hotline12345").fit([*HOTLINE, "x", "x (2)"]).repeated


def test_hotline_with_call_backs_in_other_words() -> None:
    headers = ["诉求编号", "受理时间", "所属社区", "回访时间", "满意度", "是否解决", "是否联系"]
    fit = load_profile("hotline12345").fit(headers)
    assert (fit.missing, fit.unused) == ((), ())
    assert [output.table for output in fit.outputs] == ["requests", "callbacks"]
    assert recognise(headers)[0][0] == "hotline12345"


def test_nothing_suits() -> None:
    assert recognise(["a", "b"]) == ()
