"""How long is it since each household was visited, and where do most of them wait?"""

import html

import pandas as pd

from analytics import waiting
from pages.components import numbers, panels
from pages.components.frame import Asked
from pages.components.panels import Panel, Shown
from pages.components.visits import against, charts, reads
from pages.texts import t

RATE = "waiting_over_90_days_rate"
MOST_GRIDS = 15
LONG = ("to_180", "to_365", "longer", "never")  # bands beyond the 90 days of the rate


def part(asked: Asked) -> list[Panel]:
    """Bands of waits, places, grids, and the list of those who wait longest."""
    whole, grids, longest = reads.waits(asked.scope, asked.view)
    if not len(whole) or not whole["households"].iloc[0]:
        return [_nothing(asked)]
    return [
        _bands(asked, whole),
        against.places(asked, "places", (RATE,)),
        *_grids(asked, grids),
        _longest(asked, longest),
    ]


def _nothing(asked: Asked) -> Panel:
    del asked
    return Panel("waits", t("heading.waits"), t("visits.no_register"), pd.DataFrame(), ())


def _bands(asked: Asked, whole: pd.DataFrame) -> Panel:
    row = whole.iloc[0]
    rows = pd.DataFrame(
        {
            "band": list(waiting.BANDS),
            "band_name": [t(f"wait.{band}") for band in waiting.BANDS],
            "households": [int(row[band]) for band in waiting.BANDS],
        }
    )
    rows["share"] = waiting.shares(rows["households"])
    text = [
        t("visits.wait_band", band=r.band_name, count=against.number(asked, r.households),
          share=against.share(asked, r.share))
        for r in rows.itertuples()
    ]  # fmt: skip
    drawn = rows.assign(name=rows["band_name"], value=rows["households"], text=text,
                        marked=rows["band"].isin(LONG))  # fmt: skip
    words = t(
        "visits.waits",
        median=_days(row["median"]),
        p90=_days(row["p90"]),
        never=against.number(asked, row["never"]),
        households=against.number(asked, row["households"]),
    )
    return Panel(
        key="waits",
        heading=t("heading.waits"),
        words=words,
        rows=rows,
        columns=[
            panels.text(t("table.wait"), "band_name"),
            panels.counted(asked.teller, t("table.households"), "households"),
            against.shared(asked, t("table.share"), "share"),
        ],
        figure=charts.bars(drawn, asked.colours, across=t("visits.since_last")),
        note=t("visits.waits_note"),
    )


def _days(value: float) -> str:
    """A number of days; told as such where so many were never visited that there is none."""
    return t("visits.unreached") if pd.isna(value) else t("visits.days", count=numbers.plain(value))


def _grids(asked: Asked, found: pd.DataFrame) -> list[Panel]:
    if found.empty:
        return []
    rows = found.assign(
        waiting=found["over"] + found["never"],
        village_name=[asked.teller.name(code) for code in found["village_code"]],
        grid_name=found["grid_name"].fillna(found["grid_code"]),
        state=_states(asked, found["village_code"]),
    ).sort_values(["waiting", "grid_code"], ascending=[False, True], ignore_index=True)
    first = rows.head(MOST_GRIDS)
    text = [
        t("visits.grid_waits", grid=html.escape(r.grid_name), over=against.number(asked, r.over),
          never=against.number(asked, r.never), households=against.number(asked, r.households))
        for r in first.itertuples()
    ]  # fmt: skip
    drawn = first.assign(
        name=first["grid_name"].map(html.escape), value=first["waiting"], text=text
    )
    words = t(
        "visits.grids_waiting",
        grid=first["grid_name"].iloc[0],
        waiting=against.number(asked, first["waiting"].iloc[0]),
        households=against.number(asked, first["households"].iloc[0]),
        count=str(len(rows)),
    )
    return [
        Panel(
            key="grids",
            heading=t("heading.grid_waits", count=str(len(first))),
            words=words,
            rows=rows[["grid_name", "grid_code", "village_name", "households", "waiting", "over",
                       "never", "median", "p90", "longest", "state"]],
            columns=[
                panels.text(t("table.grid"), "grid_name"),
                panels.text(t("level.village"), "village_name"),
                *(
                    panels.counted(asked.teller, t(f"table.{name}"), name)
                    for name in ("households", "waiting", "over", "never")
                ),
                against.plain(t("table.median_days"), "median"),
                against.plain(t("table.p90_days"), "p90"),
                against.plain(t("table.longest_days"), "longest"),
                Shown(t("table.state"), lambda row: t(f"state.{row['state']}")),
            ],
            figure=charts.lying(drawn, asked.colours),
            note=t("visits.grids_waiting_note"),
        )
    ]  # fmt: skip


def _states(asked: Asked, villages: pd.Series) -> list[str]:
    """Waits are provisional where the visits of the last days are not all in."""
    late = set(reads.late(asked.scope, asked.view)["area_code"])
    tree = asked.view.records.tree
    waiting = [code for code in villages.unique() if late.intersection(tree.path(code))]
    return ["provisional" if is_late else "ok" for is_late in villages.isin(waiting)]


def _longest(asked: Asked, found: pd.DataFrame) -> Panel:
    rows = found.assign(
        village_name=[asked.teller.name(code) for code in found["village_code"]],
        grid_name=found["grid_name"].fillna(found["grid_code"]),
    )
    never = Shown(
        t("table.days"),
        lambda row: t("wait.never") if pd.isna(row["days"]) else numbers.plain(row["days"]),
        number=True,
    )
    return Panel(
        key="longest",
        heading=t("heading.longest"),
        words=t("visits.longest", count=str(len(rows))),
        rows=rows[["household", "village_name", "grid_name", "grid_code", "days"]],
        columns=[
            panels.text(t("table.household"), "household"),
            never,
            panels.text(t("level.village"), "village_name"),
            panels.text(t("table.grid"), "grid_name"),
        ],
    )
