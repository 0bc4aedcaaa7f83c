"""How do the methods work? Each in plain words, with a small picture from the records at hand."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from analytics import resolution
from analytics.metrics import METRICS
from data import queries, settings, store
from data.access import Scope
from data.filters import Filters
from pages.components import comparison, figures, frame, numbers, reads, trends
from pages.components.benchmarks import likeness
from pages.components.frame import Asked
from pages.components.glossary import drawings
from pages.components.panels import Panel, Shown, counted, result, text
from pages.components.sentences import Teller
from pages.components.surveys import nonresponse as surveys_nonresponse

SHARES = ("on_time_rate", "resolution_rate", "satisfaction_rate", "was_met_rate")
OPINION = "satisfaction_rate"
SMALLEST_EXAMPLE = 5  # a place of one record would be an example of nothing
LONGEST_DAYS = 60
AT_RISK_DAYS = (0, 7, 15, 30, 60)
LEVELS = ("", "township", "village")
STATES = ("shown", "few", "hidden", "none_cells")


def intervals(asked: Asked) -> list[Panel]:
    """A share with its interval for a small, a middling and a large place."""
    teller = asked.teller
    found = _by_place(asked)
    if len(found) < 2:
        return [_words(teller, "intervals", "none")]
    rows = found.iloc[sorted({0, len(found) // 2, len(found) - 1})]
    rows = rows.assign(name=[teller.name(code) for code in rows["area_code"]])
    metric = rows["metric"].iloc[0]
    told = {}
    for size, row in (("small", rows.iloc[0]), ("large", rows.iloc[-1])):
        style = teller.style(metric, row["value"])
        told[size] = row["name"]
        told[f"{size}_n"] = numbers.count(teller.lang, row["n"])
        told[f"{size}_interval"] = style.interval(row["low"], row["high"])
    return [
        Panel(
            key="method_intervals",
            heading=teller.say("method.intervals.heading"),
            words=_both(teller, "intervals", teller.say("method.intervals.example", **told)),
            rows=rows.drop(columns="name"),
            columns=[_place(teller), *result(teller)],
            figure=drawings.whiskers(rows, asked.colours),
            note=teller.say("method.intervals.note", metric=teller.short(metric)),
        )
    ]


def funnels(asked: Asked) -> list[Panel]:
    """The places of the level against what chance allows."""
    teller = asked.teller
    metric = _recorded_share(asked)
    if not metric or not asked.view.has_parts:
        return [_words(teller, "funnels")]
    parts = comparison.read(asked.scope, asked.view, (metric,))
    picture = figures.places(teller, parts, metric, asked.view.area, asked.colours)
    return [
        Panel(
            key="method_funnels",
            heading=teller.say("method.funnels.heading"),
            words=_both(teller, "funnels", f"{teller.short(metric)}: {picture.words}"),
            rows=parts.places,
            columns=[_place(teller), *result(teller)],
            figure=picture.figure,
            note=picture.note,
        )
    ]


def survival(asked: Asked) -> list[Panel]:
    """The curve of times to resolve, open requests counted."""
    teller, view = asked.teller, asked.view
    steps = _curve(asked.scope, view.filters(view.comparison.current, area=view.area))
    if steps.empty:
        return [_words(teller, "survival", "none")]
    drawn = steps[steps["days"] <= LONGEST_DAYS]
    median = steps.loc[steps["share"] >= 0.5, "days"].min()
    style = teller.style("resolution_median_days", median)
    told = {
        "requests": numbers.count(teller.lang, float(steps["at_risk"].iloc[0])),
        "open": numbers.count(teller.lang, float(steps["open_still"].sum())),
    }
    example = (
        teller.say("method.survival.unreached", **told)
        if pd.isna(median)
        else teller.say("method.survival.example", median=str(style.amount(median)), **told)
    )
    rows = _at_days(steps)
    return [
        Panel(
            key="method_survival",
            heading=teller.say("method.survival.heading"),
            words=_both(teller, "survival", example),
            rows=rows,
            columns=[
                Shown(teller.say("method.survival.across"), lambda row: f"{row['days']:g}", True),
                counted(teller, teller.say("method.survival.risk"), "at_risk"),
                _share(teller, teller.say("method.survival.resolved"), "share"),
            ],
            figure=drawings.curve(drawn, rows, teller.say, asked.colours),
        )
    ]


def control(asked: Asked) -> list[Panel]:
    """A share month by month between its control limits."""
    teller = asked.teller
    metric = _recorded_share(asked)
    if not metric:
        return [_words(teller, "control", "none")]
    series = trends.read(asked.scope, asked.view, (metric,))
    dated = trends.notes(asked.scope, asked.view, metric)
    picture = figures.months(teller, series, asked.colours, dated)
    return [
        Panel(
            key="method_control",
            heading=teller.say("method.control.heading"),
            words=_both(teller, "control", f"{teller.short(metric)}: {picture.words}"),
            rows=series,
            columns=[text(teller.say("table.period"), "period"), *result(teller)],
            figure=picture.figure,
            dated=picture.dated,
        )
    ]


def peers(asked: Asked) -> list[Panel]:
    """The villages most like the one chosen, or like the first there is."""
    view = asked.view
    if view.has_parts:
        villages = _villages(asked.scope, Filters(snapshot=view.records.snapshot))
        if villages.empty:
            return [_words(asked.teller, "peers", "none")]
        view = replace(view, area=str(villages["village_code"].iloc[0]))
        asked = replace(asked, view=view, teller=frame.teller(view))
    return [_told_by(asked.teller, "peers", likeness.panels(asked)[0])]


def nonresponse(asked: Asked) -> list[Panel]:
    """Between which shares the truth lies, whatever those think who did not answer."""
    told = surveys_nonresponse.draw(asked)
    if not told or told[0].rows.empty:
        return [_words(asked.teller, "nonresponse", "none")]
    return [_told_by(asked.teller, "nonresponse", told[0])]


def hiding(asked: Asked) -> list[Panel]:
    """The same answers split ever finer: how much may still be shown?"""
    teller, view = asked.teller, asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    rows = []
    for level in LEVELS:
        by = (level,) if level else ()
        frame = reads.measured(asked.scope, filters, (OPINION,), by, view.records.data_date)
        states = frame["state"].replace(
            {"ok": "shown", "provisional": "shown", "none": "none_cells"}
        )
        rows.append({"level": level, **{s: int((states == s).sum()) for s in STATES}})
    table = pd.DataFrame(rows)
    if not table.loc[0, ["shown", "few", "hidden"]].sum():
        return [_words(teller, "hiding", "none")]
    finest = table.iloc[-1]
    example = teller.say(
        "method.hiding.example",
        hidden=str(finest["hidden"]),
        all=str(finest[list(STATES)].sum()),
        metric=teller.short(OPINION),
    )
    names = [_level(teller, level) for level in table["level"]]
    return [
        Panel(
            key="method_hiding",
            heading=teller.say("method.hiding.heading"),
            words=_both(teller, "hiding", example),
            rows=table,
            columns=[
                Shown(teller.say("method.hiding.level"), lambda row: _level(teller, row["level"])),
                *(counted(teller, teller.say(f"method.hiding.{s}"), s) for s in STATES),
            ],
            figure=drawings.stacks(
                names, {teller.say(f"method.hiding.{s}"): table[s] for s in STATES}, asked.colours
            ),
            note=teller.say("method.hiding.note"),
        )
    ]


METHODS: Mapping[str, Callable[[Asked], list[Panel]]] = {
    "method_intervals": intervals,
    "method_funnels": funnels,
    "method_survival": survival,
    "method_control": control,
    "method_peers": peers,
    "method_nonresponse": nonresponse,
    "method_hiding": hiding,
}


# ---------------------------------------------------------------- reads
@reads.remembered
def _curve(scope: Scope, filters: Filters) -> pd.DataFrame:
    return resolution.curve(queries.tables(store.default(), scope, filters)["requests"])


@reads.remembered
def _villages(scope: Scope, filters: Filters) -> pd.DataFrame:
    places = queries.tables(store.default(), scope, filters)["places"]
    return places.select("village_code").order_by("village_code").to_pandas()


def _by_place(asked: Asked) -> pd.DataFrame:
    """A share by place of the level below, by size; only places whose number may be shown."""
    view, metric = asked.view, _recorded_share(asked)
    if not metric or not view.has_parts:
        return pd.DataFrame()
    filters = view.filters(view.comparison.current, area=view.ground)
    frame = reads.measured(asked.scope, filters, (metric,), ("village",), view.records.data_date)
    shown = frame[frame["low"].notna() & (frame["n"] >= SMALLEST_EXAMPLE)]
    return shown.sort_values(["n", "area_code"], ignore_index=True)


def _recorded_share(asked: Asked) -> str:
    """The first share that is on record; "" where there is none."""
    view = asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    frame = reads.measured(asked.scope, filters, SHARES, (), view.records.data_date)
    seen = frame.loc[frame["value"].notna(), "metric"]
    return str(seen.iloc[0]) if len(seen) else ""


def _at_days(steps: pd.DataFrame) -> pd.DataFrame:
    """The curve at a few round days: still followed, share resolved."""
    rows = []
    for day in AT_RISK_DAYS:
        later, before = steps[steps["days"] > day], steps[steps["days"] <= day]
        rows.append(
            {
                "days": day,
                "at_risk": int(later["at_risk"].iloc[0]) if len(later) else 0,
                "share": float(before["share"].iloc[-1]) if len(before) else 0.0,
            }
        )
    return pd.DataFrame(rows)


# ---------------------------------------------------------------- words
def _told_by(teller: Teller, method: str, panel: Panel) -> Panel:
    """A picture of another page, told as the method that it shows."""
    return replace(
        panel,
        key=f"method_{method}",
        heading=teller.say(f"method.{method}.heading"),
        words=_both(teller, method, panel.words),
        drills=False,
        controls=None,
    )


def _words(teller: Teller, method: str, why: str = "") -> Panel:
    """A method without a picture, and why there is none."""
    told = teller.say(f"method.{method}.{why}") if why else ""
    return Panel(
        key=f"method_{method}",
        heading=teller.say(f"method.{method}.heading"),
        words=_both(teller, method, told),
        rows=pd.DataFrame(),
        columns=(),
    )


def _both(teller: Teller, method: str, example: str) -> str:
    smallest = str(settings.smallest_cell())
    words = teller.say(
        f"method.{method}.words", **({"smallest": smallest} if method == "hiding" else {})
    )
    return teller.say("glossary.join").join(part for part in (words, example) if part)


def _place(teller: Teller) -> Shown:
    return Shown(teller.say("table.place"), lambda row: teller.name(row["area_code"]))


def _level(teller: Teller, level: str) -> str:
    return teller.say(f"level.{level}") if level else teller.say("method.hiding.whole")


def _share(teller: Teller, title: str, name: str) -> Shown:
    style = numbers.Style(teller.lang, METRICS[OPINION].unit)
    return Shown(title, lambda row: str(style.amount(row[name])), number=True)
