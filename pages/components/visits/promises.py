"""Were priority households visited as often as was promised?"""

import html

import pandas as pd

from pages.components import panels
from pages.components import reads as shared_reads
from pages.components.frame import Asked
from pages.components.look import PALE, mixed
from pages.components.panels import Panel
from pages.components.visits import against, charts, reads
from pages.texts import t

KEPT, MET = "priority_coverage_rate", "priority_met_rate"
METRICS = (KEPT, MET)
BANDS = ("all", "most", "some", "none")


def part(asked: Asked) -> list[Panel]:
    """Groups, how much each household had of what was promised, places, months."""
    metric = against.chosen(asked, METRICS)
    return [
        *_groups(asked),
        *_bands(asked),
        against.places(asked, "places", METRICS),
        *against.months(asked, "months", metric),
    ]


def _groups(asked: Asked) -> list[Panel]:
    view = asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    found = shared_reads.measured(
        asked.scope, filters, METRICS, ("priority_group",), view.records.data_date
    )
    found = found[found["value"].notna()]
    if found.empty:
        return []
    names = [against.word(asked, "priority_group", code) for code in found["priority_group"]]
    rows = found.assign(group_name=names)
    kept = rows[rows["metric"] == KEPT].sort_values("value", ascending=False)
    order = {name: place for place, name in enumerate(kept["group_name"])}
    rows = rows.sort_values("group_name", key=lambda held: held.map(order), kind="stable")
    text = [against.hover(asked, row["group_name"], row) for row in rows.to_dict("records")]
    drawn = rows.assign(name=rows["group_name"].map(html.escape), series=rows["metric"], text=text)
    series = {KEPT: t("visits.any_visit"), MET: t("visits.somebody_met")}
    columns = [
        panels.text(t("table.group"), "group_name"),
        panels.Shown(t("table.metric"), lambda row: asked.teller.short(row["metric"])),
        *panels.result(asked.teller),
    ]
    return [
        Panel(
            key="groups",
            heading=t("heading.promise_groups"),
            words=_told_groups(asked, kept),
            rows=rows[["group_name", *found.columns.drop("area_code")]].reset_index(drop=True),
            columns=columns,
            figure=charts.shares(drawn, series, asked.colours),
            note=t("visits.promises_note"),
        )
    ]


def _told_groups(asked: Asked, kept: pd.DataFrame) -> str:
    """The lowest group is named only where its interval lies below that of the highest."""
    high, low = kept.iloc[0], kept.iloc[-1]
    judged = {high["state"], low["state"]} <= {"ok", "provisional"}
    if len(kept) > 1 and judged and low["high"] < high["low"]:
        return t(
            "visits.groups_differ",
            low=low["group_name"],
            low_share=against.share(asked, low["value"]),
            high=high["group_name"],
            high_share=against.share(asked, high["value"]),
        )
    return t("visits.groups_alike")


def _bands(asked: Asked) -> list[Panel]:
    found = reads.promises(asked.scope, asked.view)
    if found.empty:
        return []
    names = [against.word(asked, "priority_group", code) for code in found["priority_group"]]
    rows = found.assign(group_name=names, band_name=[t(f"band.{band}") for band in found["band"]])
    text = [
        t("visits.band", group=html.escape(row.group_name), band=row.band_name,
          count=against.number(asked, row.households), share=against.share(asked, row.share))
        for row in rows.itertuples()
    ]  # fmt: skip
    drawn = rows.assign(
        name=rows["group_name"].map(html.escape), part=rows["band"], value=rows["share"], text=text
    )
    colours = asked.colours
    pale = [mixed(side, colours.paper, PALE) for side in (colours.better, colours.worse)]
    tints = dict(zip(BANDS, (colours.better, *pale, colours.worse), strict=True))
    parts = {band: (t(f"band.{band}"), tints[band]) for band in BANDS}
    whole = rows.groupby("band")["households"].sum()
    words = t(
        "visits.bands",
        every=against.number(asked, whole["all"]),
        none=against.number(asked, whole["none"]),
        count=against.number(asked, whole.sum()),
    )
    return [
        Panel(
            key="bands",
            heading=t("heading.promise_bands"),
            words=words,
            rows=rows[["group_name", "priority_group", "band", "band_name", "households", "share"]],
            columns=[
                panels.text(t("table.group"), "group_name"),
                panels.text(t("table.band"), "band_name"),
                panels.counted(asked.teller, t("table.households"), "households"),
                against.shared(asked, t("table.share"), "share"),
            ],
            figure=charts.stacked(drawn, parts, colours, tick=".0%"),
            note=t("visits.bands_note"),
        )
    ]
