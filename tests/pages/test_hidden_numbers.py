"""Is a number that is hidden on screen in nothing at all that leaves the server?

Two districts are alike but for opinions that are hidden: in some villages of one township, where
few are unhappy, a few residents have changed places with each other. What a page sends to the
browser and what its files hold must be the same for both. Where nothing is hidden, the same page
and the same files tell the two apart.
"""

import base64
import io
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import local_script_runner

from data.store import Store
from tests.pages.conftest import Page

pytestmark = pytest.mark.slow
TOWNSHIP, VILLAGE = "990101103000", "990101103205"
HALF_YEAR = "BETWEEN DATE '2026-01-01' AND DATE '2026-06-30'"
OF_VILLAGE = f"""
    JOIN areas AS a ON a.area_code = {{village}} AND a.parent_code = '{TOWNSHIP}'
    JOIN profiles AS p ON p.village_code = a.area_code AND p.year = 2026
"""
# Each resident takes the opinion of the next one who is asked about the same in the same month and
# kind of village: the last of a village that of the first of the next one, so that every number of
# a village moves by one at most and every total stays.
MOVE_CALLBACKS = f"""
    UPDATE callbacks SET resolution = moved.resolution, satisfaction = moved.satisfaction
    FROM (
        SELECT c.source, c.request_id, c.called_at,
            coalesce(lead((c.resolution, c.satisfaction)) OVER one_place, first_value(
                (c.resolution, c.satisfaction)) OVER one_place) AS opinion,
            opinion[1] AS resolution, opinion[2] AS satisfaction
        FROM callbacks AS c {OF_VILLAGE.format(village="c.request_village")}
        WHERE c.resolution IS NOT NULL AND c.request_date {HALF_YEAR}
        WINDOW one_place AS (
            PARTITION BY a.setting, p.village_class, c.request_category, c.request_channel,
                c.request_kind, c.request_unit, c.request_exclusion,
                date_trunc('month', c.request_date)
            ORDER BY c.request_village DESC, c.request_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
    ) AS moved
    WHERE (callbacks.source, callbacks.request_id, callbacks.called_at)
        = (moved.source, moved.request_id, moved.called_at)
"""
# Of answers only those that are not satisfied, and only where fewer than ten residents are not: how
# many they are stays as it is, and whether they are neutral or unhappy is nowhere told.
MOVE_ANSWERS = f"""
    UPDATE responses SET score = moved.score, counts_as = moved.counts_as
    FROM (
        SELECT round_id, response_ref, question_id,
            coalesce(lead((r.score, r.counts_as)) OVER one_place, first_value(
                (r.score, r.counts_as)) OVER one_place) AS answer,
            answer[1] AS score, answer[2] AS counts_as
        FROM responses AS r {OF_VILLAGE.format(village="r.village_code")}
        WHERE r.counts_as IN ('neutral', 'dissatisfied') AND r.village_code IN (
            SELECT village_code FROM (
                SELECT village_code, count(*) AS few FROM responses JOIN rounds USING (round_id)
                WHERE opened_date {HALF_YEAR} AND counts_as IN ('neutral', 'dissatisfied')
                GROUP BY village_code, question_id
            ) GROUP BY village_code HAVING max(few) < 10
        ) AND r.round_id IN (SELECT round_id FROM rounds WHERE opened_date {HALF_YEAR})
        WINDOW one_place AS (
            PARTITION BY a.setting, p.village_class, r.round_id, r.question_id
            ORDER BY r.village_code DESC, r.response_ref
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
    ) AS moved
    WHERE (responses.round_id, responses.response_ref, responses.question_id)
        = (moved.round_id, moved.response_ref, moved.question_id)
"""
ADDRESSES = [
    ("overview", {"area": TOWNSHIP, "metric": "resolution_rate"}),
    ("overview", {"area": VILLAGE, "metric": "resolution_rate"}),
    ("satisfaction", {"area": TOWNSHIP, "part": "village_funnel",
                      "metric": "dissatisfaction_rate"}),
    ("satisfaction", {"area": VILLAGE, "part": "answers"}),
    ("satisfaction", {"area": VILLAGE, "part": "by_round"}),
    ("satisfaction", {"area": VILLAGE, "part": "nonresponse",
                      "metric": "dissatisfaction_rate"}),
    ("satisfaction", {"area": VILLAGE, "part": "side_by_side"}),
    ("satisfaction", {"area": VILLAGE, "part": "rounds"}),
    ("resolution", {"area": TOWNSHIP, "part": "scores"}),
    ("grid_map", {"at": "village", "metric": "resolution_rate"}),
    ("grid_map", {"part": "pair", "at": "village", "metric": "resolution_rate",
                  "second": "dissatisfaction_rate"}),
    ("grid_map", {"part": "moments", "at": "village", "metric": "resolution_rate",
                  "area": TOWNSHIP}),
    ("benchmarking", {"area": TOWNSHIP, "part": "gap", "metric": "resolution_rate"}),
    ("benchmarking", {"area": VILLAGE, "part": "gap"}),
]  # fmt: skip
LONG_NUMBER = re.compile(r"-?\d+\.\d{6,}")
NUMBERS = re.compile(r'f8\\",\\"bdata\\":\\"(.*?)\\"')  # of a chart, eight bytes each
MARK = re.compile(r"\$\$ID-[0-9a-f]{32}")  # of an element, made of its numbers


@pytest.fixture(scope="module")
def districts(telling_home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A district and the same one in which residents have changed places."""
    made = []
    for moves in ((), (MOVE_CALLBACKS, MOVE_ANSWERS)):
        home = Path(shutil.copytree(telling_home, tmp_path_factory.mktemp("hidden") / "home"))
        with Store(home).build("residents change places") as building:
            for move in moves:
                ((moved,),) = building.connection.execute(move).fetchall()
                assert moved > 100
            building.touched |= {"callbacks", "responses"}
            building.known_batches = 0  # no load has written these
        made.append(home)
    return made


class Sent:
    """Everything that a page sends to the browser, and every file that it offers, as text."""

    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self._page = page
        self._texts: dict[str, str] = {}
        parse = local_script_runner.parse_tree_from_messages

        def note(messages: list[ForwardMsg]) -> Any:
            text = "\n".join(str(m.delta) for m in messages if m.HasField("delta"))
            self._texts["page"] = MARK.sub("ID", NUMBERS.sub(_told, text))
            return parse(messages)

        def button(_: str, data: Any, file_name: str, *__: Any, **___: Any) -> bool:
            self._texts[file_name] = _read(file_name, data() if callable(data) else data)
            return False

        monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", note)
        monkeypatch.setattr(st, "download_button", button)

    def of_all(self, home: Path) -> list[dict[str, str]]:
        """Each page with its files, from a server that has shown nothing before the first."""
        st.cache_data.clear()
        st.cache_resource.clear()
        return [self._of(home, name, address) for name, address in ADDRESSES]

    def _of(self, home: Path, name: str, address: dict[str, str]) -> dict[str, str]:
        """The page and its files by name; numbers to nine figures, for sums of the same numbers
        in another order differ in the last ones.
        """
        self._texts.clear()
        app = self._page(home, "en", name, period="2026-H1", **address)
        assert not app.exception
        snapshot = Store(home).current()
        assert snapshot
        return {
            file: LONG_NUMBER.sub(_rounded, text.replace(snapshot.id, "SNAPSHOT"))
            for file, text in self._texts.items()
        }


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.9g}"


def _told(numbers: re.Match[str]) -> str:
    """Numbers of a chart in figures."""
    content = base64.b64decode(numbers[1].replace(r"\\u002f", "/"), validate=True)
    return " ".join(f"{number:.9g}" for number in np.frombuffer(content))


def _read(name: str, content: bytes | str) -> str:
    """What stands in a file."""
    if isinstance(content, str):
        return content
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return _lines(row for sheet in book for row in sheet.iter_rows(values_only=True))
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(part) for part in archive.namelist() if part.endswith(".xml")]
        return b"\n".join(parts).decode()
    if name.endswith(".gpkg"):
        with sqlite3.connect(":memory:") as engine:
            engine.deserialize(content)
            return _lines(engine.execute("SELECT * FROM map"))
    return content.decode("utf-8-sig")


def _lines(rows: Iterable[tuple[Any, ...]]) -> str:
    return "\n".join(repr(row) for row in rows)


@pytest.fixture(scope="module")
def told() -> dict[str, list[list[dict[str, str]]]]:
    """What both districts send, page by page, by the smallest cell if not the usual."""
    return {}


@pytest.mark.parametrize("number", range(len(ADDRESSES)), ids=lambda number: ADDRESSES[number][0])
def test_a_hidden_number_is_in_nothing_that_is_sent(
    page: Page,
    districts: list[Path],
    told: dict[str, list[list[dict[str, str]]]],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    sent = Sent(page, monkeypatch)
    for smallest in ("", "1"):
        if smallest:
            monkeypatch.setenv("DASHBOARD_SMALLEST_CELL", smallest)
        if smallest not in told:  # all pages at once: each reads what the ones before have read
            told[smallest] = [sent.of_all(home) for home in districts]
    one, other = (pages[number] for pages in told[""])
    assert one == other
    one, other = (pages[number] for pages in told["1"])
    told_apart = {file for file in one if one[file] != other[file]}
    assert {Path(file).suffix for file in told_apart} == {Path(file).suffix for file in one}
