"""How long do requests take by the resident's clock, and in working time?"""

import pandas as pd

from data.errors import DataError
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings, quantiles, reading, wording


def panel(asked: Asked, own: dict[str, float]) -> Panel:
    """The resident's clock and working time."""
    say = asked.teller.say
    heading, note = say("requests.clocks"), say("requests.clocks_note")
    try:
        working = reading.working_times(asked.scope, asked.view).iloc[0]
    except DataError as mistake:
        words = say("requests.clocks_failed", message=mistake.said.within(asked.teller.lang))
        return Panel("clocks", heading, words, pd.DataFrame(), (), narrow=True)
    columns = ["clock", "p50", "p75", "p90", "requests"]
    clocks = [{**own, "clock": "resident"}, {**working, "clock": "working"}]
    found = pd.DataFrame(clocks, columns=columns)
    found["name"] = [say(f"requests.clock_{clock}") for clock in found["clock"]]
    resident, worked = found["p50"]
    known = found["p50"].notna().all()
    words = say("requests.clocks_untold" if found["requests"].any() else "requests.no_times")
    if known:
        words = say(
            "requests.clocks_told",
            resident=wording.days(asked, resident),
            working=wording.days(asked, worked),
        )
    figure = None
    if known:
        drawn = found.assign(
            area_code="", state="ok", tone="", chosen=False,
            text=[quantiles.hover(asked, {**row, "n": row["requests"], "state": "ok"})
                  for row in found.to_dict("records")],
        )  # fmt: skip
        figure = drawings.ranges(drawn, asked.colours, log=False, ticks=())
        figure.update_xaxes(title_text=say("requests.axis_days"))
    return Panel(
        key="clocks",
        heading=heading,
        words=words,
        rows=found,
        columns=[
            panels.text(say("requests.column_clock"), "name"),
            *(wording.reached(asked, name, "requests") for name in ("p50", "p75", "p90")),
            panels.counted(asked.teller, say("requests.column_requests"), "requests"),
        ],
        figure=figure,
        note=note,
        narrow=True,
    )
