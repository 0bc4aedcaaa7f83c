"""How do the frames of the overview become its two large charts, and how are these told?"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from analytics.funnels import ALARM
from analytics.metrics import METRICS
from pages.components import charts, days, numbers, states
from pages.components.canvas import Dated
from pages.components.charts import Wording
from pages.components.comparison import Comparison
from pages.components.look import Palette
from pages.components.numbers import Amount
from pages.components.sentences import Teller

LONG_UNIT = 6  # letters; a longer unit stands in the heading, not at every number of an axis
PLAIN = ",.2~f"
TICKS = {"share": ",.2~%"}  # others are plain numbers


@dataclass(frozen=True)
class Picture:
    """A chart, the sentence that stands above it and is its text for who cannot see it, a note."""

    figure: go.Figure | None
    words: str
    note: str = ""
    dated: Sequence[Dated] = ()


def places(
    teller: Teller, parts: Comparison, metric: str, chosen: str, colours: Palette
) -> Picture:
    """Places against what chance allows: a funnel for shares, rows with bars for the others."""
    rows = drawn_places(teller, parts.places, metric, chosen)
    there = rows[rows["value"].notna()]
    words = " ".join([_told(teller, rows), *_missing(teller, rows)])
    if there.empty:
        return Picture(None, words)
    overall = float(there["target"].iloc[0])
    style = teller.style(metric, overall)
    is_rate = METRICS[metric].is_share
    wording = Wording(
        across=teller.say("chart.across"),
        overall=teller.say(
            "chart.whole", place=html.escape(teller.ground), value=str(style.amount(overall))
        ),
        tick=TICKS.get(METRICS[metric].unit, PLAIN),
        suffix=_suffix(teller, metric),
        count=lambda size: numbers.count(teller.lang, size),
    )
    if is_rate:
        limits = parts.limits[parts.limits["metric"] == metric]
        sized = there.assign(n=there["worth"])  # where the limits of each place are those drawn
        figure = charts.funnel(sized, limits, overall, wording, colours)
    else:
        figure = charts.dots(there, overall, wording, colours)
    return Picture(figure, words, teller.say(f"chart.limits_{'funnel' if is_rate else 'dots'}"))


def drawn_places(teller: Teller, placed: pd.DataFrame, metric: str, chosen: str) -> pd.DataFrame:
    """Rows of the places with what a chart needs besides: name, text, tone, chosen."""
    rows = placed[placed["metric"] == metric]
    return rows.assign(
        name=[html.escape(teller.name(code)) for code in rows["area_code"]],
        tone=rows["verdict"].where(rows["level"] == ALARM, ""),
        chosen=rows["area_code"] == chosen,
        text=[_hover(teller, teller.name(r["area_code"]), r) for r in rows.to_dict("records")],
    )


def _suffix(teller: Teller, metric: str) -> str:
    """Unit of the values on an axis; shares bear theirs in the format."""
    unit = METRICS[metric].unit
    word = "" if unit == "share" else teller.say(f"unit.{unit}")
    return str(Amount("", word)) if _width(word) <= LONG_UNIT else ""


def _brief(amount: Amount) -> str:
    """A value for the margin of a chart, without a unit that would not fit there."""
    return str(amount) if _width(amount.unit) <= LONG_UNIT else amount.text


def _width(word: str) -> int:
    """Letters that a word takes; a Chinese sign takes two."""
    return sum(1 if letter.isascii() else 2 for letter in word)


def _hover(teller: Teller, title: str, row: dict) -> str:
    metric = row["metric"]
    style = teller.style(metric, row["value"])
    state = states.words(teller, row)
    return teller.say(
        "chart.hover",
        title=html.escape(title),
        metric=teller.short(metric),
        value=str(style.amount(row["value"])),
        interval=style.interval(row["low"], row["high"]),
        count=numbers.count(teller.lang, row["n"]),
        state=f"<br>{state}" if state else "",
    )


def _told(teller: Teller, rows: pd.DataFrame) -> str:
    level = teller.levels
    judged = rows[rows["band"] != "unjudged"]
    if judged.empty:
        return teller.say("chart.none_judged", level=level)
    outside = judged[judged["level"] == ALARM]  # also where neither side is better
    if outside.empty:
        return teller.say("chart.all_within", level=level)
    return teller.say("chart.some_outside", names=teller.listed(list(outside["area_code"])))


def _missing(teller: Teller, rows: pd.DataFrame) -> list[str]:
    """Which places are not drawn, and why."""
    return states.missing(teller, rows, rows["area_code"].map(teller.name))


def _course(teller: Teller, series: pd.DataFrame) -> str:
    """Which points depart from the usual; where most do, there is no usual to depart from."""
    signals = series[series["signal"] != ""]
    points = int(series["value"].notna().sum())
    if signals.empty:
        return teller.say("chart.usual")
    if len(signals) > points / 2:
        return teller.say("chart.unstable", count=str(len(signals)), points=str(points))
    names = [days.named(teller.lang, period, short=True) for period in signals["period"]]
    return teller.say(
        "chart.signals", n=len(names), count=str(len(names)), names=teller.some(names)
    )


def _untold(teller: Teller, series: pd.DataFrame) -> list[str]:
    """Which periods are gaps because too few of their requests are resolved."""
    rows = series[states.untold(series)]
    names = rows["period"].map(lambda label: days.named(teller.lang, label, short=True))
    return states.missing(teller, rows, names)


def _days_of(series: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """First day of each period and the one after its last."""
    if "days" not in series:
        first = pd.to_datetime(series["period"], format="%Y-%m")
        return first, first + pd.offsets.MonthBegin(1)
    ends = series["days"].str.split("/", expand=True).apply(pd.to_datetime)
    return ends[0], ends[1] + pd.Timedelta(days=1)


def months(
    teller: Teller, series: pd.DataFrame, colours: Palette, dated: Sequence[Dated] = ()
) -> Picture:
    """A metric period by period between its control limits, with what happened meanwhile.

    Parameters
    ----------
    teller : Teller
        Language and place.
    series : DataFrame
        Rows of one metric as `trends.read` gives them; where periods are no months, `days` tells
        their first and last day.
    colours : Palette
        Colours of the theme.
    dated : sequence of Dated
        What happened in the place.
    """
    metric = series["metric"].iloc[0] if len(series) else ""
    firm = series["mean"].notna().any()
    told = _course(teller, series) if firm else teller.say("chart.too_short")
    words = " ".join([told, *_untold(teller, series)])
    if series["value"].notna().sum() < 2:
        return Picture(None, words)
    mean = float(series["mean"].iloc[-1])
    style = teller.style(metric, float(series["value"].median()))
    wording = Wording(
        across="",
        overall=teller.say("chart.mean", value=_brief(style.amount(mean))) if firm else "",
        tick=TICKS.get(METRICS[metric].unit, PLAIN),
        suffix=_suffix(teller, metric),
    )
    first, after = _days_of(series)
    drawn = series.assign(
        middle=first + (after - first) / 2,
        text=[
            _hover(teller, days.named(teller.lang, row["period"]), row)
            for row in series.to_dict("records")
        ],
    )
    within = [event for event in dated if first.iloc[0] <= event.day]
    return Picture(charts.control(drawn, wording, colours, within), words, dated=within)
