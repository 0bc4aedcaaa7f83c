"""Do JSON files give their records?"""

import json

import pytest

from data.errors import DataError

RECORDS = [
    {"id": 1, "place": {"name": "石井", "point": {"lat": 22.650}}, "tags": ["a", "b"], "ok": True},
    {"id": 20240305140700123456, "note": None, "parts": [{"x": 1}]},
]


def test_list_of_objects(opened) -> None:
    source, rows = opened(json.dumps(RECORDS), name="file.json")
    assert (source.format, source.first_row) == ("json", 1)
    assert source.columns == ("id", "place.name", "place.point.lat", "tags", "ok", "note", "parts")
    assert rows == [
        ("1", "石井", "22.65", "a;b", "true", None, None),
        ("20240305140700123456", None, None, None, None, None, '[{"x": "1"}]'),
    ]


@pytest.mark.parametrize(
    ("whole", "options"),
    [
        ({"requests": RECORDS, "page": 1}, {}),
        ({"result": {"requests": RECORDS}, "other": [{"a": 1}]}, {"records": "result.requests"}),
        ([{"model": "r", "fields": r} for r in RECORDS], {"item": "fields"}),
        (
            [{"model": "x", "fields": {}}] + [{"model": "r", "fields": r} for r in RECORDS],
            {"item": "fields", "only": (("model", "r"),)},
        ),
    ],
)
def test_where_the_records_lie(opened, whole: object, options: dict) -> None:
    _, rows = opened(json.dumps(whole, indent=1), **options)
    assert [row[0] for row in rows] == ["1", "20240305140700123456"]


def test_one_object_a_line(opened) -> None:
    _, rows = opened('{"a": 1, "b": "x\\ny"}\n\n{"a": 2}\n')
    assert rows == [("1", "x\ny"), ("2", None)]


def test_byte_order_mark(opened) -> None:
    _, rows = opened(b'\xef\xbb\xbf[{"a": 1}]')
    assert rows == [("1",)]


BAD = (
    ('[{"a": 1}, {"a": ', "is not valid JSON from character 18 on; export it again"),
    ('[{"a": 1} {"a": 2}]', "is not valid JSON from character 11 on; export it again"),
    (
        '{"a": 1}\n{"a"\n',
        "line 2 is not valid JSON from character 6 on; export it again",
    ),
    ("[]", "holds no records; export it again"),
    ("[{}]", "holds no records; export it again"),
    ('[{"a": 1}, 7]', "record 2 is not an object; export objects with keys"),
    (
        '{"page": 1,\n"rows": []}',
        "holds no list of objects; name the list by `records` in the profile",
    ),
    (
        '{"a": [{"x": 1}],\n"b": [{"x": 2}]}',
        "holds several lists of objects (a, b); name the list by `records` in the profile",
    ),
)


@pytest.mark.parametrize(("content", "message"), BAD)
def test_bad_json(opened, content: str, message: str) -> None:
    with pytest.raises(DataError) as told:
        opened(content, name="file.json")
    assert str(told.value) == f"file.json {message}"


def test_wrong_paths(opened) -> None:
    whole = json.dumps({"a": [{"b": 1}]}, indent=1)
    with pytest.raises(DataError, match=r"has no list at a.b; correct `records` in the profile$"):
        opened(whole, records="a.b")
    with pytest.raises(
        DataError, match=r"record 1 has no object b; correct `item` in the profile$"
    ):
        opened(whole, item="b")


def test_deep_nesting(opened) -> None:
    deep = '[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]"
    with pytest.raises(DataError, match="is nested too deeply to be a record"):
        opened(deep)
