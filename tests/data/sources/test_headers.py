"""Is the header row found, and are two rows of headers read as one?"""

import pytest

from data.sources import headers, names

KNOWN = frozenset({"编号", "时间", "社区"})
ROWS = [["某街道"], ["编号", "时间", "社区"], ["1", "2024", "石井"], ["2", "2024", "田头"]]


def test_most_of_the_known_columns() -> None:
    assert headers.find(ROWS, KNOWN) == 1


def test_densest_row_of_words_where_nothing_is_known() -> None:
    assert headers.find(ROWS, frozenset()) == 1
    assert headers.find(ROWS, frozenset({"a", "b"})) == 1


def test_numbers_alone() -> None:
    assert headers.find([["1", "2"], ["3", "4"]], frozenset()) == 0


def test_no_rows() -> None:
    assert headers.find([], KNOWN) == 0


@pytest.mark.parametrize(
    ("rows", "merged", "read"),
    [
        ([["a", "b"], ["1", "2"]], (), (["a", "b"], 1)),
        ([["a", "b", ""], ["", "x", "y"]], [((0, 1), (0, 2))], (["a", "b/x", "b/y"], 2)),
        (
            [["a", "b", ""], ["", "x", "y"]],
            [((0, 0), (1, 0)), ((0, 1), (0, 2))],
            (["a", "b/x", "b/y"], 2),
        ),
        ([["a", "b"], ["", ""]], [((0, 0), (1, 0)), ((0, 1), (1, 1))], (["a", "b"], 2)),
    ],
)
def test_merged_headers(rows, merged, read) -> None:
    assert headers.read(rows, 0, merged) == read


@pytest.mark.parametrize(
    "other", ["unique_key", " UNIQUE KEY ", "ｕｎｉｑｕｅ　ｋｅｙ", "\ufeffUnique\nKey"]
)
def test_headers_that_are_the_same(other: str) -> None:
    assert names.header(other) == names.header("Unique Key")


def test_places_keep_their_underscores() -> None:
    assert names.normal("tr_2") != names.normal("tr 2")
    assert names.normal("石井社区（东）") == names.normal("石井社区(东) ")
