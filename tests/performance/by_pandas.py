"""The workloads W1 to W4 as somebody who knows pandas would ask them of frames in memory.

The same counts as in `by_hand.workloads`, with what is known of the district. Names are categories,
columns nobody asks for are left out, and what it takes to read the frames does not count.
"""

from collections.abc import Callable, Mapping

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from tests.performance.by_hand.spans import AREA

AS_OF = pd.Timestamp("2026-01-01")
HALF = ("2025-07-01", "2025-12-31")
BEFORE = ("2025-01-01", "2025-06-30")
YEAR = ("2025-01-01", "2025-12-31")
FIVE_YEARS = ("2021-01-01", "2025-12-31")
LONGER_THAN_ALL = 2**31 - 1
SCORES = {"very_satisfied": 1.0, "satisfied": 1.0, "basically": 0.9}
FRAMES = {
    "requests": """
        SELECT district_code, village_code, category_code, received_date AS day, received_at,
            closed_at, due_at, outcome FROM requests JOIN places USING (village_code)""",
    "callbacks": """
        SELECT district_code, request_village AS village_code, request_date AS day, is_valid,
            satisfaction FROM callbacks JOIN places ON places.village_code = request_village""",
    "responses": """
        SELECT district_code, closed_date AS day, counts_as, form
        FROM responses JOIN rounds USING (round_id) JOIN places USING (village_code)""",
    "coverage": """
        SELECT district_code, closed_date AS day, households_eligible, households_answered
        FROM round_coverage JOIN rounds USING (round_id) JOIN places USING (village_code)""",
    "visits": """
        SELECT district_code, visited_date AS day, household_number
        FROM visits JOIN places USING (village_code)""",
}
Frames = Mapping[str, pd.DataFrame]


def read(connection: duckdb.DuckDBPyConnection) -> Frames:
    """The records of a snapshot as frames."""
    return {name: _frame(connection.sql(sql).to_arrow_table()) for name, sql in FRAMES.items()}


def _frame(table: pa.Table) -> pd.DataFrame:
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            encoded = table.column(position).dictionary_encode().unify_dictionaries()
            table = table.set_column(position, field.name, encoded)
    frame = table.to_pandas(date_as_object=False)
    return frame.astype({"day": "datetime64[s]"})


def _within(
    frame: pd.DataFrame, span: tuple[str, str], *, everywhere: bool = False
) -> pd.DataFrame:
    rows = frame["day"].between(*map(pd.Timestamp, span))
    return frame[rows if everywhere else rows & (frame["district_code"] == AREA)]


def _grouped(frame: pd.DataFrame, keys: list, **sums: tuple[str, str]) -> pd.DataFrame:
    return frame.groupby(keys, observed=True).agg(**sums) if keys else frame.agg(**sums)


def _requests(rows: pd.DataFrame, keys: list) -> pd.DataFrame:
    """Number, on time, due and median minutes, of which those never resolved count as longer."""
    minutes = (rows["closed_at"].fillna(AS_OF) - rows["received_at"]) // pd.Timedelta(minutes=1)
    lost = rows["closed_at"].isna() | rows["outcome"].isin(["withdrawn", "merged"])
    due = rows["due_at"] <= AS_OF
    told = rows.assign(
        minutes=minutes.mask(lost, LONGER_THAN_ALL),
        due=due,
        on_time=due & (rows["closed_at"] <= rows["due_at"]),
    )
    sums = {"requests": ("minutes", "size"), "on_time": ("on_time", "sum"),
            "due": ("due", "sum"), "median": ("minutes", "median")}  # fmt: skip
    return _grouped(told, keys, **sums)


def _callbacks(rows: pd.DataFrame, keys: list) -> pd.DataFrame:
    valid = rows[rows["is_valid"]]
    score = valid["satisfaction"].map(SCORES).astype(float).fillna(0.0)
    told = valid.assign(score=score)
    return _grouped(
        told, [key[valid.index] if isinstance(key, pd.Series) else key for key in keys],
        called=("score", "size"), score=("score", "sum"),
    )  # fmt: skip


def _months(rows: pd.DataFrame) -> list:
    months = rows["day"].to_numpy().astype("datetime64[M]").astype(np.int64)
    return [pd.Series(months, index=rows.index, name="month")]


def _cards(frames: Frames, span: tuple[str, str], *, by_month: bool = False) -> None:
    """Every number of W1 or W2 for one district."""

    def keys(rows: pd.DataFrame) -> list:
        return _months(rows) if by_month else []

    found = {name: _within(frame, span) for name, frame in frames.items()}
    _requests(found["requests"], keys(found["requests"]))
    _callbacks(found["callbacks"], keys(found["callbacks"]))
    answers = found["responses"].assign(
        satisfied=found["responses"]["counts_as"] == "satisfied",
        counts=found["responses"]["counts_as"].notna(),
    )
    _grouped(answers, keys(answers), satisfied=("satisfied", "sum"), counts=("counts", "sum"),
             forms=("form", "nunique"))  # fmt: skip
    coverage = found["coverage"]
    _grouped(coverage, keys(coverage), eligible=("households_eligible", "sum"),
             answered=("households_answered", "sum"))  # fmt: skip
    visits = found["visits"]
    _grouped(visits, keys(visits), households=("household_number", "nunique"))


def _villages(frames: Frames) -> None:
    for count, name in ((_requests, "requests"), (_callbacks, "callbacks")):
        count(_within(frames[name], YEAR, everywhere=True), ["village_code"])


def _curves(frames: Frames) -> None:
    """Requests by category and hours: how many were resolved, closed and there at all."""
    rows = frames["requests"]
    closed = rows["closed_at"].notna()
    hours = (rows["closed_at"].fillna(AS_OF) - rows["received_at"]) // pd.Timedelta(hours=1)
    told = pd.DataFrame(
        {"category_code": rows["category_code"], "hours": hours, "closed": closed,
         "resolved": closed & ~rows["outcome"].isin(["withdrawn", "merged"])}
    )  # fmt: skip
    _grouped(told, ["category_code", "hours"], requests=("closed", "size"),
             closed=("closed", "sum"), resolved=("resolved", "sum"))  # fmt: skip


def workloads(frames: Frames) -> dict[str, Callable[[], None]]:
    """W1 to W4 by name."""

    def cards() -> None:
        for span in (HALF, BEFORE):
            _cards(frames, span)

    return {
        "W1": cards,
        "W2": lambda: _cards(frames, FIVE_YEARS, by_month=True),
        "W3": lambda: _villages(frames),
        "W4": lambda: _curves(frames),
    }
