"""Are the columns found that are never stored?"""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import personal


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("姓名", "a name"),
        ("来电人", "a name"),
        ("Caller Name", "a name"),
        ("name", "a name"),
        ("来电人电话/账号", "a phone number"),
        ("联系电话", "a phone number"),
        ("School Phone Number", "a phone number"),
        ("身份证号", "an identity number"),
        ("电子邮箱", "an e-mail address"),
        ("发生地址", "an address"),
        ("Incident Address", "an address"),
        ("门牌号", "an address"),
        ("主要内容", "free text"),
        ("回复内容", "free text"),
        ("resolution_description", "free text"),
        ("重点对象类型", "a list of people"),
    ],
)
def test_headers_of_personal_columns(header: str, kind: str) -> None:
    assert personal.header_kind(header) == kind


@pytest.mark.parametrize(
    "header",
    [
        "Agency Name",
        "service_name",
        "Address Type",
        "社区名称",
        "承办单位",
        "neighborhood",
        "工单编号",
    ],
)
def test_headers_of_other_columns(header: str) -> None:
    assert personal.header_kind(header) == ""


def flagged(*texts: str | None) -> list[bool]:
    sql = f"SELECT {personal.content_rule('x')} FROM (SELECT unnest(?::VARCHAR[]) AS x)"
    with duckdb.connect() as connection:
        rows = connection.execute(sql, [texts]).fetchall()
    return [row[0] for row in rows]


def check_digit(first: str) -> str:
    """GB 11643-1999: the weights are powers of two modulo 11."""
    total = sum(int(d) * pow(2, 17 - at, 11) for at, d in enumerate(first))
    return "10X98765432"[total % 11]


def test_mobile_and_identity_numbers() -> None:
    assert flagged("13800138000", "+8613800138000", "11010519491231002X") == [True] * 3


def test_other_numbers() -> None:
    assert (
        flagged("12800138000", "101000295613", "110105194912310021", "张三", "", None)
        == [False] * 6
    )


@settings(deadline=None)  # a busy machine is no wrong digit
@given(st.integers(10**16, 10**17 - 1), st.sampled_from(["19", "20"]))
def test_only_the_right_check_digit_counts(number: int, century: str) -> None:
    first = str(number)[:6] + century + str(number)[8:]
    right = check_digit(first)
    found = flagged(*(first + digit for digit in "0123456789X"))
    assert [digit for digit, is_found in zip("0123456789X", found, strict=True) if is_found] == [
        right
    ]
