"""Is what is told of the engine's questions what it was asked, and nothing else?"""

import threading

import duckdb
import ibis
import pytest

from analytics import asking
from analytics.metrics import METRICS
from tests.analytics.records import measured, request

ROWS = {"requests": [request("2025-01-10"), request("2025-02-10")]}


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_tells_what_the_engine_was_asked(metric: str) -> None:
    with asking.listening() as heard:
        measured(metric, rows=ROWS)
    assert heard
    assert all(sql.startswith(("SELECT", "WITH")) for sql in heard)
    if METRICS[metric].kind != "time":
        assert "numerator" in asking.formulas(heard, metric)


def test_the_sql_gives_the_number_of_the_measure() -> None:
    engine = duckdb.connect()
    engine.execute("CREATE TABLE kept AS SELECT unnest([true, false, NULL, true]) AS met")
    table = ibis.duckdb.from_connection(engine.cursor()).table("kept")
    with asking.listening() as heard:
        frame = asking.fetch(table.agg(**{"kept numerator": table.met.fill_null(False).sum()}))
    assert engine.execute(heard[0]).fetchall() == [(2,)] == [tuple(frame.iloc[0])]
    (formula,) = asking.formulas(heard, "kept").values()
    assert engine.execute(f"SELECT {formula} FROM kept").fetchall() == [(2,)]


def test_formulas_are_written_as_by_hand() -> None:
    with asking.listening() as heard:
        measured(["survey_participation_rate", "requests_received"], rows=ROWS)
    assert asking.formulas(heard, "survey_participation_rate") == {
        "numerator": "SUM(households_answered)",
        "denominator": "SUM(households_eligible)",
    }
    assert asking.formulas(heard, "requests_received") == {"numerator": "COUNT(*)"}
    assert asking.formulas(heard, "unheard_of") == {}


def test_nobody_hears_the_questions_of_another_thread() -> None:
    with asking.listening() as heard:
        other = threading.Thread(target=measured, args=("requests_received",))
        other.start()
        other.join()
    assert heard == []


def test_nothing_is_kept_when_nobody_listens() -> None:
    with asking.listening() as heard:
        pass
    measured("requests_received", rows=ROWS)
    assert heard == []
