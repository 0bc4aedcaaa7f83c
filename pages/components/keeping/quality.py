"""What is wrong with the records that are stored, where, and what is to be done?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics import closure_quality, implausible, reporting
from analytics.closure_quality import FLAGS
from analytics.periods import recent
from data import quality, queries, store
from data.access import Scope
from data.filters import Filters
from pages.components import days, filters, frame, numbers, permalink, reads, scope_line, tables
from pages.components.requests import reading
from pages.components.sentences import Teller
from pages.components.tables import Column, Row
from pages.components.view import View
from pages.texts import language, literal, t

MONTHS = 12
SOURCES = ("visits", "requests")
FULL = 1.0
BY_UNIT = "unit"
REQUESTS, VISITS = "requests", "visits"  # addresses of the pages that show such records
DATA = "data"  # address of this page
# Parts of it where things are put right.
UPLOAD, HISTORY, SMALL_TABLES = "upload", "history", "small_tables"


@dataclass(frozen=True)
class Entry:
    """One thing that is wrong: how many records or places, the rows, and where to see them.

    `page` is the address of the page that shows such records, `mend` the part of this page where
    it is put right; "" where there is none.
    """

    name: str
    count: int
    columns: Sequence[Column]
    rows: Sequence[Row]
    page: str = ""
    area: str = ""
    mend: str = ""


def draw(scope: Scope) -> None:
    """The filters, the reporting rates, then every finding with what to do about it."""
    view = filters.choose(scope)
    if view is None:
        st.info(t("records.empty"))
        return
    teller = frame.teller(view)
    st.caption(literal(scope_line.short(teller, view, teller.place)))
    _completeness(scope, view, teller)
    st.subheader(t("quality.findings"), anchor=False)
    found = [entry for make in _MAKERS for entry in make(scope, view, teller) if entry.count]
    if not found:
        st.success(t("quality.nothing"))
    for entry in found:
        _draw_entry(view, entry)


def _draw_entry(view: View, entry: Entry) -> None:
    count = numbers.count(language(), entry.count, exact=True)
    with st.expander(t(f"quality.{entry.name}", count=count), key=f"quality_{entry.name}"):
        st.markdown(literal(t(f"quality.{entry.name}_todo")))
        here = replace(view.pinned, area=entry.area or view.area, part="")
        ways = [("see", here, entry.page)] if entry.page else []
        ways += [("mend", replace(here, part=entry.mend), DATA)] if entry.mend else []
        links = [f"[{t(f'quality.{name}')}]({permalink.link(*way)})" for name, *way in ways]
        if links:
            st.markdown(" · ".join(links))
        tables.draw(entry.columns, entry.rows, t(f"quality.{entry.name}", count=count))


# ---------------------------------------------------------------- reporting rates
def _completeness(scope: Scope, view: View, teller: Teller) -> None:
    st.subheader(t("quality.completeness"), anchor=False)
    source = st.segmented_control(
        t("quality.of"),
        SOURCES,
        default=SOURCES[0],
        format_func=lambda name: t(f"table_name.{name}"),
        key="quality_of",
        required=True,
        label_visibility="collapsed",
    )
    last = view.comparison.current.end
    span = Filters(
        area=view.area,
        start=recent(last, "month", MONTHS)[0].start,
        end=last,
        snapshot=view.records.snapshot,
    )
    level = "village" if view.level == "village" else "township"
    rates = _rates(scope, span, source, level)
    if rates.empty:
        st.caption(t("quality.none_expected"))
        return
    missing = rates[rates["value"] < FULL]
    whole = numbers.count(teller.lang, float(len(missing)))
    st.markdown(
        t("quality.gaps", count=whole) if len(missing) else t("quality.no_gaps"),
    )
    st.caption(t("quality.completeness_note"))
    _rate_table(teller, rates)


@reads.remembered
def _rates(scope: Scope, span: Filters, source: str, level: str) -> pd.DataFrame:
    asked = queries.tables(store.default(), scope, span)
    return reporting.rates(asked[source], asked["places"], level, span.start, span.end)


def _rate_table(teller: Teller, rates: pd.DataFrame) -> None:
    """One row a place, one column a month: villages that reported, of those that exist."""
    months = list(dict.fromkeys(rates["period"]))
    titles = [Column(t("table.place"))] + [Column(month, number=True) for month in months]
    rows = []
    for code, of_place in rates.groupby("area_code", sort=False):
        cells = [f"{row.reported:.0f}/{row.expected:.0f}" for row in of_place.itertuples()]
        is_whole = bool((of_place["value"] >= FULL).all())
        rows.append(Row([teller.name(str(code)), *cells], "few" if is_whole else ""))
    tables.draw(titles, rows, t("quality.completeness"))


# ---------------------------------------------------------------- findings
def _chosen(view: View) -> Filters:
    return view.filters(view.comparison.current, area=view.area)


@reads.remembered
def _read(scope: Scope, chosen: Filters, name: str) -> pd.DataFrame:
    return getattr(quality, name)(store.default(), scope, chosen)


def _places(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    lacking = _read(scope, _chosen(view), "villages")
    return [
        Entry(
            name,
            len(rows),
            [Column(t("table.place")), Column(t("quality.code"))],
            [Row([teller.name(code), code]) for code in rows["village_code"]],
            mend=UPLOAD,
        )
        for name, rows in (
            ("no_households", lacking[~lacking["has_households"]]),
            ("no_outline", lacking[~lacking["has_outline"]]),
        )
    ]


def _codes(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    lang = teller.lang
    gone, unknown = (_read(scope, _chosen(view), name) for name in ("ended", "codes"))
    titles = [Column(t(f"quality.{n}")) for n in ("kind", "village", "until", "successor")]
    counted = Column(t("quality.records"), number=True)
    return [
        Entry(
            "ended",
            int(gone["records"].sum()),
            [*titles, counted],
            [
                Row(
                    [
                        t(f"table_name.{r.table}"),
                        teller.name(r.village_code),
                        days.day(lang, pd.Timestamp(r.valid_to).date()),
                        r.successor_code or "",
                        numbers.count(lang, r.records, exact=True),
                    ]
                )
                for r in gone.itertuples()
            ],
            mend=HISTORY,
        ),
        Entry(
            "unknown_codes",
            int(unknown["records"].sum()),
            [Column(t("filters.category_code")), counted],
            [
                Row([r.category_code, numbers.count(lang, r.records, exact=True)])
                for r in unknown.itertuples()
            ],
            REQUESTS,
            mend=SMALL_TABLES,
        ),
    ]


def _late(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    lang = teller.lang
    found = _read(scope, _chosen(view), "late")
    titles = [Column(t("quality.kind"))]
    titles += [Column(t(f"quality.{n}"), number=True) for n in ("records", "late_records")]
    titles += [Column(t("quality.last")), Column(t("quality.as_of"))]
    rows = [
        Row(
            [
                t(f"table_name.{r.table}"),
                numbers.count(lang, r.records, exact=True),
                numbers.count(lang, r.late, exact=True),
                days.day(lang, pd.Timestamp(r.last_date).date()),
                days.moment(lang, r.as_of, view.records.zone),
            ]
        )
        for r in found.itertuples()
    ]
    return [Entry("late", int(found["late"].sum()), titles, rows, mend=HISTORY)]


def _points(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    lang = teller.lang
    found = _read(scope, _chosen(view), "points")
    titles = [Column(t("table.place"))]
    titles += [Column(t(f"quality.{n}"), number=True) for n in ("outside_points", "points")]
    rows = [
        Row(
            [
                teller.name(r.village_code),
                numbers.count(lang, r.outside, exact=True),
                numbers.count(lang, r.points, exact=True),
            ]
        )
        for r in found.itertuples()
    ]
    return [
        Entry("points_outside", int(found["outside"].sum()), titles, rows, REQUESTS, mend=UPLOAD)
    ]


def _closings(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    counted = reading.flags(scope, view, BY_UNIT)
    rows, total = [], 0
    for flag in FLAGS:
        odd = closure_quality.unusual(counted, "group", flag)
        for r in odd[odd["unusual"]].itertuples():
            total += int(r.flagged)
            told = numbers.count(teller.lang, r.flagged, exact=True)
            closed = numbers.count(teller.lang, r.n, exact=True)
            rows.append(Row([r.group, t(f"requests.flag_{flag}"), told, closed]))
    titles = [Column(t("quality.unit")), Column(t("quality.flag"))]
    titles += [Column(t(f"quality.{n}"), number=True) for n in ("flagged", "closed")]
    return [Entry("closings", total, titles, rows, REQUESTS)]


@reads.remembered
def _patterns(scope: Scope, chosen: Filters) -> implausible.Patterns:
    tables = queries.tables(store.default(), scope, chosen)
    return implausible.find(tables["visit_log"], implausible.find_days(tables["busy_log"]))


def _visits(scope: Scope, view: View, teller: Teller) -> list[Entry]:
    found = _patterns(scope, _chosen(view)).days
    rows = [
        Row(
            [
                r.visitor_ref[:8],
                days.day(teller.lang, r.date),
                teller.name(r.village_code),
                numbers.count(teller.lang, r.visits, exact=True),
                numbers.count(teller.lang, r.in_hour, exact=True),
            ]
        )
        for r in found.itertuples()
    ]
    titles = [Column(t(f"quality.{n}")) for n in ("visitor", "day", "village")]
    titles += [Column(t(f"quality.{n}"), number=True) for n in ("visits", "in_hour")]
    return [Entry("implausible", len(found), titles, rows, VISITS)]


_MAKERS: tuple[Callable[[Scope, View, Teller], list[Entry]], ...] = (
    _late,
    _closings,
    _visits,
    _places,
    _codes,
    _points,
)
