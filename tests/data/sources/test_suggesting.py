"""Does a file that no profile knows get a mapping that a clerk need hardly touch?"""

from pathlib import Path

import pytest

from data import mappings, uploads
from data.sources import guessing, names
from data.sources.guessing import date_forms
from data.sources.mapping import matching
from data.sources.profile import FOLDER, load_profile
from data.sources.suggesting import Sample, Suggestion, meaning_of, suggest
from data.sources.vocabulary import vocabulary
from data.uploads import Look

ORDERS = {
    "工单编号": ["GD001", "GD002", "GD003"],
    "来电时间": ["2024/3/5 8:00:00", "2024/3/5 9:30:00", "2024/3/6 10:00:00"],
    "办结时间": ["2024/3/6 9:00:00", "", "2024/3/7 10:00:00"],
    "工单状态": ["已办结", "办理中", "已办结"],
    "诉求渠道": ["电话", "微信公众号", "电话"],
    "街道": ["东街道", "东街道", "西街道"],
    "社区": ["石井社区", "石井社区", "田心社区"],
    "来电人电话": ["13800138000", "13800138001", "13800138002"],
}


def columns(suggestion: Suggestion) -> dict[str, object]:
    return suggestion.raw["output"][0]["columns"]


def test_a_chinese_export_is_recognised_as_requests() -> None:
    found = suggest(Sample(ORDERS, title="orders", source="orders", zone="Asia/Shanghai"))
    assert found.table == "requests"
    assert found.missing == ()
    assert columns(found)["request_id"] == "工单编号"
    assert columns(found)["received_at"] == "来电时间"
    assert columns(found)["is_closed"] == {
        "from": "工单状态",
        "values": {"已办结": "true", "办理中": "false", "*": "false"},
    }
    assert columns(found)["closed_at"] == {
        "from": "办结时间",
        "only_if": {"from": "工单状态", "is": ["已办结"]},
    }
    channel = columns(found)["channel"]
    assert channel["values"] == {"电话": "hotline", "微信公众号": "app", "*": "other"}
    assert {k: found.raw["areas"][k] for k in ("by", "township", "village")} == {
        "by": "name", "township": "街道", "village": "社区",
    }  # fmt: skip
    assert "来电人电话" not in str(found.raw)
    profile = mappings.made(found.raw)
    assert profile.fit(list(ORDERS)).personal == (("来电人电话", "a phone number"),)


def test_what_is_read_as_something_else_is_not_suggested() -> None:
    words = {**ORDERS, "来电时间": ["上午", "下午", "晚上"]}
    found = suggest(Sample(words), "requests")
    assert "received_at" in found.missing
    twice = {**ORDERS, "工单编号": ["GD001"] * 3}
    assert "request_id" in suggest(Sample(twice), "requests").missing


def test_places_are_codes_where_the_store_knows_them() -> None:
    coded = {**ORDERS, "社区": ["V1", "V1", "V2"]}
    known = frozenset({"V1", "V2", "V3"})
    areas = suggest(Sample(coded, known_areas=known)).raw["areas"]
    assert areas == {"by": "code", "village": "社区"}


def test_a_street_is_no_place_above_the_village() -> None:
    """A village lies in one township; where it lies in many the column is something else."""
    crossed = {**ORDERS, "街道": ["东街道", "西街道", "东街道"]}
    assert "township" not in suggest(Sample(crossed)).raw["areas"]


def test_without_a_header_alike_everything_is_missing() -> None:
    found = suggest(Sample({"alpha": ["x", "y"], "beta": ["1", "2"]}), "requests")
    assert found.missing == ("request_id", "received_at")
    assert found.matches == ()


def test_records_without_a_place_are_kept_under_one_that_says_so() -> None:
    found = suggest(Sample({"留言编号": ["1", "2"], "留言时间": ["2024/3/5", "2024/3/6"]}))
    assert found.table == "requests"
    profile = mappings.made(found.raw)
    assert profile.fit(["留言编号", "留言时间"]).missing == ()


def test_an_empty_column_is_not_suggested() -> None:
    empty = {**ORDERS, "办结时间": ["", "", ""]}
    assert "closed_at" not in columns(suggest(Sample(empty)))


@pytest.mark.parametrize(
    ("texts", "certain", "is_open"),
    [
        (["25/04/2024", "03/04/2024"], ("%d/%m/%Y",), False),
        (["04/25/2024 02:07:09 PM"], ("%m/%d/%Y %I:%M:%S %p",), False),
        (["3.4.2024 14:07"], (), True),
        (["25/04/2024", "04/25/2024"], (), True),
        (["2024-03-05", "n/a"], (), False),
        ([], (), False),
    ],
)
def test_the_order_of_day_and_month_is_proved_or_asked(
    texts: list[str], certain: tuple[str, ...], is_open: bool
) -> None:
    found = date_forms(texts)
    assert found.certain == certain
    assert found.is_open == is_open


def test_meanings_are_those_of_the_profiles() -> None:
    known = vocabulary().values["requests", "channel"]
    assert meaning_of("Constituent Call", known) == "hotline"
    assert meaning_of("美丽深圳", known) == "app"
    assert meaning_of("pigeon", known) == ""


def test_too_many_kinds_are_no_list() -> None:
    assert guessing.kinds([f"{i}" for i in range(61)]) == ()
    assert guessing.kinds(["b", "a", "b"]) == ("b", "a")


# Of the columns that the shipped profile maps, those that the suggestion gets right: with all words
# that are known, and without the words of that profile, as for a file that nobody has seen yet.
REAL = [
    ("requests/boston311_2011.zip", "boston311", 11, 11, 9),
    ("requests/sf311_sample.csv", "sf311", 11, 11, 10),
    ("requests/nyc311_2018-01-22.csv", "nyc311", 12, 12, 10),
    ("requests/nyc311_2022-05-01.csv", "nyc311", 13, 12, 9),
    ("requests/nyc311_2024-04.csv", "nyc311", 13, 13, 10),
    ("requests/open311_chicago_requests.json", "open311_v2", 9, 8, 8),
    ("requests/pingshan12345_shijing_gb18030.csv", "pingshan12345", 8, 8, 4),
    ("requests/wenzheng_attachment3.xlsx", "wenzheng", 2, 2, 1),
    ("requests/wenzheng_attachment4.xlsx", "wenzheng", 4, 3, 2),
    ("surveys/kansas_city_2021.csv", "kansas_city_survey", 86, 85, 84),
    ("surveys/hdv2003_weighted.csv", "hdv2003_survey", 3, 3, 3),
    ("visits/reach_households_raw.csv", "reach_households", 5, 4, 3),
]
README = (FOLDER.parent / "README.md").read_text("utf-8")
MADE = ("in_time", "any_true", "filled")  # of several columns, which nobody can guess
ROUND = {"opened_date": "2024-05-01", "closed_date": "2024-06-30", "mode": "paper",
         "selection": "random"}  # fmt: skip


def right(look: Look, found: Suggestion, profile: str) -> tuple[int, int]:
    """How many columns the profile maps, and how many of them the suggestion maps alike.

    A column that is taken for a question and is none counts against it.
    """
    there = {names.header(h) for h in look.columns}
    shipped = load_profile(profile)
    outputs = [o for o in shipped.outputs if o.table == found.table]
    wanted = {c: m for o in outputs for c, m in o.columns} | dict(shipped.areas.levels)
    headers = {
        target: {names.header(h) for h in mapping.headers} & there
        for target, mapping in wanted.items()
        if mapping.derive not in MADE
    }
    expected = {target: known for target, known in headers.items() if known}
    got = {m.target: names.header(m.header) for m in found.matches if m.target != "score"}
    asked = {h for o in outputs for p in o.unpivot for h in matching(p, look.columns)}
    taken = {m.header for m in found.matches if m.target == "score"}
    hits = sum(got.get(target) in known for target, known in expected.items())
    return len(expected) + len(asked), hits + len(asked & taken) - len(taken - asked)


@pytest.mark.real
@pytest.mark.parametrize(("file", "profile", "of", "known", "unseen"), REAL)
def test_real_headers_are_matched_as_their_profiles_match_them(
    real_data: Path, file: str, profile: str, of: int, known: int, unseen: int
) -> None:
    look = uploads.look(real_data / file)
    about = {"title": profile, "source": profile, "zone": "UTC"}
    found = suggest(Sample(look.texts, **about))
    assert right(look, found, profile) == (of, known)
    assert found.missing == ()
    if found.table == "responses":
        found.raw["provide"][0]["rows"][0] |= ROUND
    mappings.made(found.raw)
    stranger = Sample(look.texts, **about, words=vocabulary(without=[profile]))
    assert right(look, suggest(stranger, found.table), profile) == (of, unseen)


def test_the_manual_tells_these_numbers() -> None:
    for file, _, of, known, unseen in REAL:
        assert f"| {Path(file).name} | {of} | {known} | {unseen} |" in README
