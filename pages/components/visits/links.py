"""Has every household a linked member, and how many households has each member?"""

import pandas as pd

from pages.components import panels
from pages.components import reads as shared_reads
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.visits import against, charts, reads
from pages.texts import t

RATES = ("link_coverage_rate", "card_issued_rate")
LOAD = "households_per_visitor"
AIM = 10  # households a member: the aim of the pilots, which came to about 12


def part(asked: Asked) -> list[Panel]:
    """Places, and the distribution of households over members."""
    return [against.places(asked, "places", RATES), *_members(asked)]


def _members(asked: Asked) -> list[Panel]:
    found = reads.members(asked.scope, asked.view)
    if found.empty:
        return []
    view = asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    told = shared_reads.measured(asked.scope, filters, (LOAD,), (), view.records.data_date).iloc[0]
    rows = pd.DataFrame({"households": found["households"], "members": found["people"]})
    text = [
        t("visits.member_bar", households=str(r.households), count=against.number(asked, r.members))
        for r in rows.itertuples()
    ]
    drawn = rows.assign(name=rows["households"], value=rows["members"], text=text)
    words = t(
        "visits.members",
        members=against.number(asked, told["denominator"]),
        mean=str(asked.teller.style(LOAD, told["value"]).amount(told["value"])),
        most=str(int(rows["households"].max())),
    )
    return [
        Panel(
            key="members",
            heading=t("heading.members"),
            words=words,
            rows=rows,
            columns=[
                panels.counted(asked.teller, t("table.households_each"), "households"),
                panels.counted(asked.teller, t("table.members"), "members"),
            ],
            figure=charts.bars(drawn, asked.colours, across=t("table.households_each")),
            note=t("visits.members_note", aim=str(AIM)),
        )
    ]
