"""Which visits cannot have taken place as they are written down, and what is the evidence?"""

import html

import pandas as pd

from analytics import implausible
from analytics.implausible import Patterns
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel, Shown
from pages.components.visits import against, charts, reads
from pages.texts import t

LIMITS = {
    "same_second": implausible.SAME_SECOND,
    "same_minute": implausible.SAME_MINUTE,
    "per_hour": implausible.PER_HOUR,
    "night": implausible.NIGHT_FROM,
    "short": implausible.SHORT_MINUTES,
    "elsewhere": implausible.ELSEWHERE_LEAST,
}


def part(asked: Asked) -> list[Panel]:
    """The rules, the days they point at, and the visitors."""
    found, moments = reads.patterns(asked.scope, asked.view)
    return [
        _rules(asked, found.summary),
        *_moments(asked, found, moments),
        *_days(asked, found.days),
        *_visitors(asked, found.visitors),
    ]


def _rules(asked: Asked, summary: pd.DataFrame) -> Panel:
    rows = summary.assign(
        rule_name=[t(f"rule.{rule}.name") for rule in summary["rule"]],
        meaning=[_meaning(rule) for rule in summary["rule"]],
    )
    held = rows[rows["visits"] > 0]
    words = (
        t("visits.rules_none", count=against.number(asked, rows["of_visits"].iloc[0]))
        if held.empty
        else t(
            "visits.rules_some",
            n=len(held),
            rules=str(len(held)),
            names=t("sentence.list").join(held["rule_name"]),
            count=against.number(asked, rows["of_visits"].iloc[0]),
        )
    )
    text = [
        t("visits.rule_bar", rule=row.rule_name, count=against.number(asked, row.visits))
        for row in rows.itertuples()
    ]
    drawn = rows.assign(name=rows["rule_name"], value=rows["visits"], text=text)
    return Panel(
        key="rules",
        heading=t("heading.rules"),
        words=f"{words} {t('visits.rules_fair')}",
        rows=rows[["rule", "rule_name", "meaning", "visits", "days", "visitors", "of_visits"]],
        columns=[
            panels.text(t("table.rule"), "rule_name"),
            panels.text(t("table.rule_meaning"), "meaning"),
            panels.counted(asked.teller, t("table.visits"), "visits"),
            against.plain(t("table.visitor_days"), "days"),
            panels.counted(asked.teller, t("table.visitors"), "visitors"),
        ],
        figure=None if held.empty else charts.lying(drawn, asked.colours),
        note=t("visits.rules_note"),
    )


def _meaning(rule: str) -> str:
    return t(
        f"rule.{rule}.meaning",
        limit=f"{LIMITS[rule]:g}",
        until=str(implausible.NIGHT_UNTIL),
        least=str(implausible.SHORT_LEAST),
    )


def _moments(asked: Asked, found: Patterns, moments: pd.DataFrame) -> list[Panel]:
    if moments.empty:
        return []
    days = found.days.head(reads.DRAWN_DAYS).sort_values(["visitor", "date"])
    names = [_line(row.visitor, row.date) for row in days.itertuples()]
    rows = moments.assign(
        name=[_line(row.visitor, row.date) for row in moments.itertuples()],
        clock=[_clock(minute * 60) for minute in moments["minute"]],
    )
    text = [
        t("visits.moment", line=html.escape(row.name_), clock=row.clock, count=str(row.visits))
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    drawn = rows.assign(hour=rows["minute"] / 60, text=text)
    return [
        Panel(
            key="moments",
            heading=t("heading.moments"),
            words=t("visits.moments", n=len(names), count=str(len(names)),
                    all=str(len(found.days))),
            rows=rows[["visitor", "date", "clock", "visits", "households"]],
            columns=[
                panels.text(t("table.visitor"), "visitor"),
                _day(t("table.day")),
                panels.text(t("table.clock"), "clock"),
                panels.counted(asked.teller, t("table.visits"), "visits"),
                panels.counted(asked.teller, t("table.households"), "households"),
            ],
            figure=charts.moments(drawn, names, asked.colours, least=implausible.SAME_SECOND),
            note=t("visits.moments_note", least=str(implausible.SAME_SECOND)),
        )
    ]  # fmt: skip


def _days(asked: Asked, days: pd.DataFrame) -> list[Panel]:
    if days.empty:
        return []
    rows = days.assign(
        village_name=[asked.teller.name(code) for code in days["village_code"]],
        first_at=days["first_second"].map(_clock),
        last_at=days["last_second"].map(_clock),
    )
    counts = ("visits", "households", "in_second", "in_minute", "in_hour", "night")
    rules = [rule for rule in implausible.RULES_OF_DAYS if (days[rule] > 0).any()]
    return [
        Panel(
            key="visitor_days",
            heading=t("heading.visitor_days"),
            words=t("visits.visitor_days", n=len(rows), count=str(len(rows)),
                    visitors=str(rows["visitor"].nunique())),
            rows=rows[["visitor", "date", "village_name", "first_at", "last_at", *counts[:-1],
                       *rules]],
            columns=[
                panels.text(t("table.visitor"), "visitor"),
                _day(t("table.day")),
                panels.text(t("level.village"), "village_name"),
                Shown(t("table.hours"), lambda row: f"{row['first_at']}–{row['last_at']}", True),
                *(panels.counted(asked.teller, t(f"table.{name}"), name) for name in counts[:-1]),
                *(panels.counted(asked.teller, t(f"rule.{rule}.name"), rule) for rule in rules),
            ],
        )
    ]  # fmt: skip


def _visitors(asked: Asked, visitors: pd.DataFrame) -> list[Panel]:
    if visitors.empty:
        return []
    rows = visitors.assign(village_name=[asked.teller.name(c) for c in visitors["village_code"]])
    counts = ("visits", "timed", "short_visits", "outside", "other_villages")
    return [
        Panel(
            key="visitors",
            heading=t("heading.visitors_found"),
            words=t("visits.visitors_found", n=len(rows), count=str(len(rows))),
            rows=rows[["visitor", "village_name", *counts]],
            columns=[
                panels.text(t("table.visitor"), "visitor"),
                panels.text(t("table.usual_village"), "village_name"),
                *(panels.counted(asked.teller, t(f"table.{name}"), name) for name in counts),
            ],
        )
    ]


def _day(title: str) -> Shown:
    """A column of days, which are numbers to the eye: one line, to the right."""
    return Shown(title, lambda row: str(row["date"]), number=True)


def _line(visitor: str, day: object) -> str:
    return f"{visitor} · {day}"


def _clock(seconds: float) -> str:
    """A moment of the day: 16:30:00."""
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}"
