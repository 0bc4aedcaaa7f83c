"""What does a review look at, note and decide? Panels that can be saved and printed."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from analytics.indicators import RATE
from data import reviews, store
from data.reviews import Review
from data.word import Chart
from pages.components import days, paper, permalink
from pages.components.benchmarks import cells, desk, gap, indicator_cells, programmes, review, way
from pages.components.benchmarks.desk import DECISIONS, TROUBLE, Desk
from pages.components.benchmarks.ground import Ground
from pages.components.frame import Asked
from pages.components.panels import Panel, Shown
from pages.components.sentences import Teller
from pages.texts import literal, t

TITLE = "title"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def panels(asked: Asked) -> Sequence[Panel]:
    """The part in which a review is made."""
    ground = Ground.of(asked)
    table = Desk(ground)
    told = [_findings(table), *_programmes(table), *_course(table), _decisions(table)]
    frames = {panel.key: panel.rows for panel in told} | {TITLE: found(table)}
    return [*told, _keep(table, told, frames)]


def title(ground: Ground) -> str:
    """The finding about gaps, as it was where a review is open as it was saved."""
    return gap.sentence(ground, found(Desk(ground)))


def found(table: Desk) -> pd.DataFrame:
    """What the title tells."""
    return table.frame(TITLE, gap.finding(table.ground))


# ---------------------------------------------------------------- what is found
def _findings(table: Desk) -> Panel:
    ground, teller = table.ground, table.ground.teller
    rows = gap.named(ground, ground.gaps(*table.metrics))
    rows = rows[rows["village_code"].isin(table.villages)]
    by_metric = {metric: place for place, metric in enumerate(table.metrics)}
    rows = rows.sort_values(
        "metric", key=lambda ids: ids.map(by_metric), kind="stable", ignore_index=True
    )
    rows = table.frame("findings", rows)
    told = [gap.words(teller, rows)] if len(table.metrics) == 1 else []
    if table.is_as_saved and table.saved:
        told.insert(0, t("workspace.as_saved", **_signed(table, table.saved)))
    village, benchmark, *numbers = gap.columns(teller)
    metric = Shown(teller.say("table.metric"), lambda row: teller.short(row["metric"]))
    return Panel(
        key="findings",
        heading=teller.say("workspace.findings"),
        words=" ".join(told) or teller.say("workspace.several", count=str(len(table.metrics))),
        rows=rows,
        columns=[village, metric, benchmark, *numbers],
        note=teller.say("workspace.note"),
        controls=_choices(table),
    )


def _programmes(table: Desk) -> list[Panel]:
    """The villages chosen beside their benchmarks in the indicators chosen."""
    ground, teller = table.ground, table.ground.teller
    if not table.indicators:
        return []
    rows = indicator_cells.named(ground, ground.indicator_gaps)
    rows = rows[rows["village_code"].isin(table.villages)]
    rows = rows[rows["indicator_id"].isin(table.indicators)].reset_index(drop=True)
    rows = table.frame("indicators", rows)
    return [Panel(
        key="indicators",
        heading=teller.say("indicators.heading_all"),
        words=programmes.words(teller, rows),
        rows=rows,
        columns=[
            cells.place(teller, "gap.village", "village_code"),
            cells.place(teller, "gap.benchmark", "benchmark_code"),
            *programmes.columns(teller, rows),
        ],
        note=" ".join([teller.say("indicators.note"), *indicator_cells.period(teller, rows)]),
    )]  # fmt: skip


def _course(table: Desk) -> list[Panel]:
    """The way to the target of the villages chosen, for the measure looked at."""
    ground, teller = table.ground, table.ground.teller
    if not ground.can_follow:
        return []
    rows = way.inside(ground)
    rows = rows[rows["area_code"].isin(table.villages)].reset_index(drop=True)
    rows = table.frame("course", rows)
    relative = [
        cells.change(teller, "change.relative", "relative"),
        cells.bounds(teller, "table.interval", "relative_low", "relative_high", "relative"),
        cells.word(teller, "gap.verdict", "verdict", "change_verdict"),
    ]
    return [Panel(
        key="course",
        heading=teller.say("way.heading", metric=teller.short(ground.metric)),
        words=way.words(teller, rows),
        rows=rows,
        columns=[*way.columns(teller), *relative],
        note=teller.say("change.note"),
    )]  # fmt: skip


def _decisions(table: Desk) -> Panel:
    """One row a village: why its pair should be looked at again, and what was decided."""
    ground, teller = table.ground, table.ground.teller
    decided, named = table.draft.decisions, review.named(ground).set_index("village_code")
    pairs = ground.pairs.set_index("village_code")["benchmark_code"]
    rows = pd.DataFrame({
        "village_code": list(table.villages),
        "village": [teller.name(code) for code in table.villages],
        "benchmark_code": [pairs.get(code, "") for code in table.villages],
        "reasons": [named["reasons"].get(code, "") for code in table.villages],
        "candidates": [named["candidates"].get(code, "") for code in table.villages],
    })  # fmt: skip
    kept = table.frame("decisions", rows)
    rows = kept.assign(
        decision=[decided[c].decision if c in decided else "" for c in kept["village_code"]],
        reason=[decided[c].reason if c in decided else "" for c in kept["village_code"]],
    )
    count = sum(code in decided for code in rows["village_code"])
    return Panel(
        key="decisions",
        heading=teller.say("workspace.decisions"),
        words=" ".join(
            [
                teller.say("workspace.decided", count=str(count), villages=str(len(rows))),
                *_left(table),
            ]
        ),
        rows=rows,
        columns=[
            cells.place(teller, "gap.village", "village_code"),
            cells.place(teller, "gap.benchmark", "benchmark_code"),
            cells.plain(teller, "review.why", lambda row: review.reasons(teller, row)),
            cells.plain(teller, "review.instead", lambda row: row["candidates"]),
            cells.word(teller, "workspace.decision", "decision", "decision"),
            cells.plain(teller, "workspace.reason", lambda row: row["reason"]),
        ],
        note=teller.say("review.note", metric=teller.inline(ground.metric)),
        controls=_decide(table),
    )


def _left(table: Desk) -> list[str]:
    """How many pairs of the review list are not on the desk; a saved review is as it was."""
    ground = table.ground
    listed = set(ground.to_review["village_code"])
    left = len(listed.difference(table.villages))
    if not left or table.is_as_saved or ground.village:
        return []
    return [ground.teller.say("workspace.more", count=str(left), listed=str(len(listed)))]


# ---------------------------------------------------------------- choices
def _choices(table: Desk) -> Callable[[], None]:
    ground, name = table.ground, table.ground.teller.name

    def draw() -> None:
        if trouble := st.session_state.pop(TROUBLE, ""):
            st.error(literal(t("workspace.trouble", message=trouble)))
        _open(table)
        cells.choose_metric(ground)()
        cut = len(table.offered) < len(ground.inside)
        label = t("workspace.some_villages" if cut else "workspace.villages")
        _many("villages", label, table.offered, table.villages, name)
        others = _indicators(ground)
        _many(
            "metrics",
            t("workspace.metrics"),
            [*ground.metrics, *others],
            [*table.metrics, *table.indicators],
            lambda key: others.get(key) or ground.teller.short(key),
        )

    return draw


def _indicators(ground: Ground) -> dict[str, str]:
    """Indicators of other programmes that can be compared, with their names."""
    facts = ground.indicators.drop_duplicates("indicator_id").to_dict("records")
    named = {str(row["indicator_id"]): indicator_cells.name(ground.teller, row) for row in facts}
    return {key: name for key, name in named.items() if key not in ground.metrics}


def _open(table: Desk) -> None:
    """The saved reviews, to be opened as they were."""
    kept = {r.id: r for r in reviews.listed(store.default(), table.ground.scope)}
    labels = {"": t("workspace.new")} | {
        key: t("workspace.saved", name=one.name, **_signed(table, one)) for key, one in kept.items()
    }
    st.session_state["review"] = table.saved.id if table.saved else ""
    st.selectbox(
        t("workspace.open"),
        list(labels),
        format_func=labels.__getitem__,
        key="review",
        on_change=lambda: desk.reopen(kept.get(st.session_state["review"])),
        placeholder=t("filters.nothing"),
    )


def _signed(table: Desk, one: Review) -> dict[str, str]:
    moment = pd.Timestamp(one.saved_at).tz_convert(None).to_pydatetime()
    zone = table.ground.view.records.zone
    return {"by": one.saved_by, "when": days.moment(table.ground.teller.lang, moment, zone)}


def _many(
    key: str, label: str, options: Sequence[str], chosen: Sequence[str],
    write: Callable[[str], str],
) -> None:  # fmt: skip
    st.session_state[f"desk_{key}"] = list(chosen)
    st.multiselect(
        label,
        [*options, *(one for one in chosen if one not in options)],
        format_func=write,
        key=f"desk_{key}",
        on_change=lambda: permalink.change(
            **{key: permalink.SEPARATOR.join(st.session_state[f"desk_{key}"])}
        ),
        placeholder=t("filters.nothing"),
    )


def _decide(table: Desk) -> Callable[[], None]:
    def draw() -> None:
        with st.form("decide", clear_on_submit=True):
            st.selectbox(
                t("gap.village"), list(table.villages), key="decide_village",
                format_func=table.ground.teller.name, placeholder=t("filters.nothing"),
            )  # fmt: skip
            st.segmented_control(
                t("workspace.decision"), DECISIONS, key="decide_how", default=DECISIONS[0],
                required=True, format_func=lambda code: t(f"decision.{code}"),
            )  # fmt: skip
            st.text_input(t("workspace.reason"), key="decide_why")
            st.form_submit_button(
                t("workspace.take_down"), key="decide_now", on_click=desk.decide
            )  # fmt: skip

    return draw


# ---------------------------------------------------------------- what is kept
def _keep(table: Desk, told: Sequence[Panel], frames: dict[str, pd.DataFrame]) -> Panel:
    ground, teller = table.ground, table.ground.teller

    def draw() -> None:
        made = table.review(frames)
        before = {"notes": made.notes, "name": made.name, "by": made.saved_by}
        for key, value in before.items():
            st.session_state.setdefault(f"review_{key}", value)
        with st.form("keep_form"):  # nothing is drawn anew while one is writing
            st.text_area(t("workspace.notes"), key="review_notes", height=160)
            name, who = st.columns(2)
            with name:
                st.text_input(t("workspace.name"), key="review_name")
            with who:
                st.text_input(t("workspace.by"), key="review_by")
            st.form_submit_button(
                t("workspace.save"), key="review_save", type="primary",
                on_click=desk.save, args=(made,),
            )  # fmt: skip
        st.download_button(
            t("workspace.docx"),
            partial(_document, table, told),
            f"{t('workspace.file')}-{ground.view.period.label}-{ground.view.place}.docx",
            DOCX,
            key="review_docx",
            on_click="ignore",
            icon=":material/download:",
        )

    return Panel(
        key="keep",
        heading=teller.say("workspace.keep"),
        words=teller.say("workspace.explain"),
        rows=pd.DataFrame(),
        columns=[],
        controls=draw,
    )


def _document(table: Desk, told: Sequence[Panel]) -> bytes:
    """The review as a Word document: what is on screen, with notes and decisions."""
    ground, teller = table.ground, table.ground.teller
    shown = table.saved
    title = (shown.name if shown else "") or teller.say("workspace.untitled", place=teller.place)
    lines = [gap.sentence(ground, found(table))]
    if shown:
        lines.append(teller.say("workspace.signed", **_signed(table, shown)))
    if table.draft.notes:
        lines += [teller.say("workspace.notes"), *table.draft.notes.splitlines()]
    return paper.of(ground.asked, title, lines, told, _charts(table, told))


def _charts(table: Desk, told: Sequence[Panel]) -> dict[str, list[Chart]]:
    """The gaps in every measure and rate that was chosen, as bars, by their panel."""
    teller = table.ground.teller
    rows = {panel.key: panel.rows for panel in told}
    charts: dict[str, list[Chart]] = {"findings": [], "indicators": []}
    for metric, one in rows["findings"].groupby("metric", sort=False):
        scaled = cells.scaled(one, str(metric), gap.DIFFERENCES)
        charts["findings"].append(_chart(teller, teller.short(str(metric)), scaled))
    if "indicators" in rows:
        gaps = rows["indicators"]
        for _id, one in gaps[(gaps["kind"] == RATE) & gaps["low"].notna()].groupby(
            "indicator_id", sort=False
        ):
            name = indicator_cells.name(teller, one.iloc[0])
            scaled = one.assign(**{bound: one[bound] * 100 for bound in gap.DIFFERENCES})
            charts["indicators"].append(_chart(teller, name, scaled))
    return charts


def _chart(teller: Teller, name: str, rows: pd.DataFrame) -> Chart:
    """Differences of villages from their benchmarks in one measure."""
    drawn = rows[rows["difference"].notna()]
    return Chart(
        title=teller.say("gap.heading", metric=name),
        labels=[teller.name(code) for code in drawn["village_code"]],
        values=list(drawn["difference"]),
        lows=list(drawn["low"]),
        highs=list(drawn["high"]),
        form="+0.0;−0.0;0.0",
    )
