"""Is each place on its way to the target in what other programmes count? Panels."""

from collections.abc import Sequence

import pandas as pd

from analytics import indicator_ways
from pages.components import panels
from pages.components.benchmarks import cells, indicator_cells
from pages.components.benchmarks.ground import Ground
from pages.components.numbers import count
from pages.components.panels import Panel, Shown
from pages.components.sentences import Teller

GOOD, BAD = ("on_track", "reached"), ("off_track", "short")


def panel(ground: Ground) -> Sequence[Panel]:
    """Indicators of the village and the places above it, or counts of places by state."""
    rows = indicator_cells.named(ground, ground.indicator_ways)
    if rows.empty:
        return []
    return [_of_village(ground, rows) if ground.village else _of_all(ground, rows)]


def table(ground: Ground) -> Sequence[Panel]:
    """The same as a three-year table, a line an indicator and place."""
    teller = ground.teller
    rows = indicator_cells.named(ground, ground.indicator_ways)
    if rows.empty:
        return []
    rows, years = _with_targets(ground, rows)
    return [Panel(
        key="indicator_plan",
        heading=teller.say("indicator_ways.heading_plan"),
        words=_counts(teller, rows),
        rows=rows,
        columns=[
            indicator_cells.names(teller),
            cells.place(teller, "table.place", "area_code"),
            *_start(teller, rows),
            indicator_cells.amount(teller, "way.baseline", "baseline"),
            *(
                indicator_cells.amount(teller, "plan.target", f"target_{year}", year=str(year))
                for year in years
            ),
            indicator_cells.amount(teller, "way.required", "required"),
            indicator_cells.amount(teller, "way.now", "now"),
            cells.word(teller, "table.state", "state", "indicator_state"),
        ],
        note=_note(teller, rows),
    )]  # fmt: skip


def _with_targets(ground: Ground, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """Yearly targets of the indicators, a column a year."""
    known = ground.plans[ground.plans["metric"].isin(set(rows["indicator_id"]))]
    keys = ["metric", "area_code"]
    wide = known.pivot(index=keys, columns="year", values="value")
    years = [int(year) for year in wide.columns]
    wide.columns = [f"target_{year}" for year in years]
    return rows.join(wide, on=["indicator_id", "area_code"]), years


# ---------------------------------------------------------------- one village
def _of_village(ground: Ground, rows: pd.DataFrame) -> Panel:
    teller = ground.teller
    measured = rows.assign(low=rows["distance_low"], high=rows["distance_high"])
    figure = indicator_cells.distances(
        ground, measured, "distance", rows["state"].map(cells.TONES_OF_STATES)
    )
    return Panel(
        key="indicator_ways",
        heading=teller.say("indicator_ways.heading_one"),
        words=_words_of_one(teller, rows),
        rows=rows,
        columns=[
            indicator_cells.names(teller),
            cells.place(teller, "table.place", "area_code"),
            *_start(teller, rows),
            indicator_cells.amount(teller, "way.baseline", "baseline"),
            indicator_cells.amount(teller, "way.now", "now"),
            indicator_cells.change(teller, "change.own", "change"),
            indicator_cells.change(teller, "indicator_ways.others_change", "others_change"),
            indicator_cells.amount(teller, "way.required", "required"),
            indicator_cells.change(teller, "indicator_ways.distance", "distance"),
            cells.word(teller, "table.state", "state", "indicator_state"),
        ],
        figure=figure,
        note=_note(teller, rows),
    )


def _words_of_one(teller: Teller, rows: pd.DataFrame) -> str:
    between, names = teller.say("sentence.list"), rows[f"name_{teller.lang}"]
    told = [
        teller.say(
            f"indicator_ways.one_{key}", names=between.join(names[rows["state"].isin(states)])
        )
        for key, states in (("good", GOOD), ("bad", BAD), ("cannot_tell", ("cannot_tell",)))
        if rows["state"].isin(states).any()
    ]
    return " ".join(told) or teller.say("indicator_ways.no_target")


# ---------------------------------------------------------------- all places
def _of_all(ground: Ground, rows: pd.DataFrame) -> Panel:
    teller = ground.teller
    facts = rows.drop_duplicates("indicator_id").set_index("indicator_id")
    wide = indicator_ways.summary(rows)
    wide = wide.join(facts[["name_zh", "name_en", "period_end"]], on="indicator_id")
    return Panel(
        key="indicator_ways",
        heading=teller.say("indicator_ways.heading"),
        words=_counts(teller, rows),
        rows=wide,
        columns=[
            indicator_cells.names(teller),
            *indicator_cells.until(teller, wide),
            panels.counted(teller, teller.say("indicator_ways.places"), "places"),
            *(
                panels.counted(teller, teller.say(f"indicator_state.{name}").capitalize(), name)
                for name in indicator_ways.STATES
            ),
        ],
        note=_note(teller, rows),
    )


def _counts(teller: Teller, rows: pd.DataFrame) -> str:
    states = rows["state"]
    told = {"good": GOOD, "bad": BAD, "cannot_tell": ("cannot_tell",), "none": ("none",)}
    numbers = {
        key: count(teller.lang, int(states.isin(names).sum()), exact=True)
        for key, names in told.items()
    }
    return teller.say("indicator_ways.counts", count=str(rows["indicator_id"].nunique()), **numbers)


def _start(teller: Teller, rows: pd.DataFrame) -> list[Shown]:
    return indicator_cells.until(teller, rows, "indicator_ways.start", "baseline_end")


def _note(teller: Teller, rows: pd.DataFrame) -> str:
    start = indicator_cells.period(teller, rows, "indicator_ways.one_start", "baseline_end")
    now = indicator_cells.period(teller, rows)
    return " ".join([teller.say("indicator_ways.note"), *start, *now])
