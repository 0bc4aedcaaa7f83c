"""Does heavy work leave the process that shows the pages, and do its mistakes come back?"""

import os
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from data import aside, editing, mappings, remarks, uploads
from data.errors import DataError
from data.load import FileRefusedError
from data.sources.profile import load_profile
from data.sources.suggesting import Sample, suggest
from data.store import Store
from tests.data.loads import REQUEST, add_places, write


def test_it_is_done_in_another_process_with_less_right_to_the_processor() -> None:
    assert aside.ask(os.getpid) != os.getpid()
    assert aside.ask(os.getpriority, os.PRIO_PROCESS, 0) == min(
        os.getpriority(os.PRIO_PROCESS, 0) + aside.NICE, 19
    )


def test_the_answers_are_those_that_one_would_get_here(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "requests.csv", [REQUEST, {**REQUEST, "request_id": "R2"}])
    seen = aside.ask(mappings.see, store.home, path)
    assert seen == mappings.see(store.home, path)
    assert seen.suits[0] == "requests"
    profile = load_profile("requests")
    assert aside.ask(uploads.preview, path, profile, "UTC") == uploads.preview(path, profile, "UTC")
    assert aside.ask(suggest, Sample(seen.look.texts)) == suggest(Sample(seen.look.texts))
    told = [{"row_number": 2, "message": "wrong"}]
    assert aside.ask(remarks.annotated, path, profile, told, "en") == remarks.annotated(
        path, profile, told, "en"
    )


def test_what_a_person_did_wrong_comes_back_as_its_sentence(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(DataError, match="is empty; export it again") as empty:
        aside.ask(uploads.look, tmp_path / "empty.csv")
    assert empty.value.said.zh == "empty.csv 是空文件；请重新导出"
    add_places(store, tmp_path)
    day = pd.DataFrame([{"day": "never", "is_working": "true"}])
    with pytest.raises(FileRefusedError) as refused:
        aside.ask(editing.save, store, "working_calendar", day, author="Li", reason="try")
    assert refused.value.report.rejections[0].column == "day"


def test_who_breaks_off_is_told_of_and_does_not_stay(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the work broke off"):
        aside.ask(os._exit, 9)
    assert aside.ask(abs, -3) == 3


def test_two_people_do_not_wait_for_each_other() -> None:
    long = threading.Thread(target=aside.ask, args=(time.sleep, 20), daemon=True)
    long.start()
    start = time.monotonic()
    assert aside.ask(abs, -1) == 1
    assert time.monotonic() - start < 15
    assert long.is_alive()


def test_what_is_printed_does_not_get_between_the_answers() -> None:
    aside.ask(print, "a word on the way")
    aside.ask(os.write, 1, b"another one")
    assert aside.ask(abs, -2) == 2


def test_who_has_filled_much_memory_does_not_stay() -> None:
    with pytest.raises(DataError):
        aside.ask(os._exit, 1)  # the next one starts anew
    light = aside.ask(os.getpid)
    assert aside.ask(os.getpid) == light
    assert len(aside.ask(bytes, aside.LIGHT)) == aside.LIGHT
    assert aside.ask(os.getpid) != light
