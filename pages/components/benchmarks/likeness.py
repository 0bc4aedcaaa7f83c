"""Which villages are like this one, and which could be its benchmark? Panels and sentences."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.peers import TRAITS, Peers
from pages.components import permalink
from pages.components.benchmarks import cells, pictures
from pages.components.benchmarks.ground import WITHIN, Ground
from pages.components.benchmarks.pictures import Axis
from pages.components.frame import Asked
from pages.components.numbers import MISSING, count, plain
from pages.components.panels import Panel, Shown
from pages.components.sentences import Teller
from pages.texts import known, t

TOLD_TRAITS = 2  # that explain most of a distance


def panels(asked: Asked) -> Sequence[Panel]:
    """The part about peers: of one village, or how well all of the place can be compared."""
    ground = Ground.of(asked)
    if not ground.village:
        return [_all(ground)]
    return [_peers(ground), _suggested(ground)]


# ---------------------------------------------------------------- one village
def _peers(ground: Ground) -> Panel:
    teller, found = ground.teller, ground.peers(ground.village)
    rows = _rows(ground, found)
    figure = None
    if len(rows):
        drawn = pd.DataFrame({
            "area_code": rows["village_code"],
            "name": [html.escape(name) for name in rows["village"]],
            "distance": rows["distance"],
            "label": [_most(teller, row, found.traits, 1) for row in rows.to_dict("records")],
            "text": [_parts(teller, row, found.traits) for row in rows.to_dict("records")],
        })  # fmt: skip
        axis = Axis(".2f", title=teller.say("peers.axis"))
        figure = pictures.bars(drawn, axis, ground.asked.colours)
    return Panel(
        key="peers",
        heading=teller.say("peers.heading", place=teller.place),
        words=" ".join([*_refused(ground), _words(ground, found)]),
        rows=rows,
        columns=_columns(teller, found),
        figure=figure,
        note=teller.say("peers.note"),
        drills=figure is not None,
        controls=_choices(ground),
    )


def _rows(ground: Ground, found: Peers) -> pd.DataFrame:
    """Peers with their names, classes and traits, and what explains each distance."""
    name = ground.teller.name
    facts = ground.villages.set_index("village_code")
    codes = found.rows["village_code"]
    shares = found.rows[list(found.traits)].add_prefix("explained_by_")
    rows = pd.DataFrame({
        "village_code": codes,
        "village": [name(code) for code in codes],
        "distance": found.rows["distance"].astype(float),
        "apart": found.rows["apart"].astype(float),
        "village_class": facts["village_class"].reindex(codes).to_numpy(),
    })  # fmt: skip
    traits = facts[list(TRAITS)].reindex(codes).reset_index(drop=True)
    return pd.concat([rows, traits, shares], axis=1)


def _columns(teller: Teller, found: Peers) -> list[Shown]:
    return [
        cells.place(teller, "gap.village", "village_code"),
        cells.plain(teller, "peers.distance", lambda row: f"{row['distance']:.2f}", number=True),
        cells.word(teller, "peers.class", "village_class", "village_class"),
        cells.plain(teller, "peers.explained", lambda row: _most(teller, row, found.traits)),
        *(_trait(teller, name) for name in found.traits),
    ]


def _trait(teller: Teller, name: str) -> Shown:
    def write(row: Mapping[str, Any]) -> str:
        value = row[name]
        if isinstance(value, str):
            return category(teller, name, value)
        if pd.isna(value):
            return MISSING
        if name.endswith("_share"):
            return f"{value:.0%}"
        if name.endswith("_km"):
            return plain(value, 1)
        return count(teller.lang, value, exact=True)

    return Shown(teller.say(f"trait.{name}"), write, number=TRAITS[name].scale != "category")


def category(teller: Teller, name: str, value: str) -> str:
    """A kind of terrain, setting or livelihood in words, as written where there is no word."""
    key = f"setting.{value}" if name == "setting" else f"trait_value.{value}"
    return teller.say(key) if known(teller.lang, key) else value


def _most(
    teller: Teller, row: Mapping[str, Any], traits: Sequence[str], told: int = TOLD_TRAITS
) -> str:
    """The traits that explain most of a distance."""
    shares = {name: float(row[f"explained_by_{name}"]) for name in traits}
    first = sorted(shares, key=shares.__getitem__, reverse=True)[:told]
    parts = [
        teller.say("peers.part", trait=teller.say(f"trait.{name}"), share=f"{shares[name]:.0%}")
        for name in first
        if shares[name] > 0
    ]
    return teller.say("sentence.list").join(parts)


def _parts(teller: Teller, row: Mapping[str, Any], traits: Sequence[str]) -> str:
    """Every trait's part of a distance."""
    told = [
        teller.say("peers.part", trait=teller.say(f"trait.{name}"),
                   share=f"{row[f'explained_by_{name}']:.0%}")
        for name in traits
    ]  # fmt: skip
    return "<br>".join([html.escape(row["village"]), *told])


def _refused(ground: Ground) -> list[str]:
    teller = ground.teller
    return [
        teller.say("peers.refused", name=teller.short(name))
        if known(teller.lang, f"metric.{name}.short")
        else teller.say("peers.unknown", name=name)
        for name in ground.refused
    ]


def _words(ground: Ground, found: Peers) -> str:
    teller = ground.teller
    if found.rows.empty:
        return teller.say("peers.nobody", place=teller.place)
    first = found.rows.iloc[0]
    told = [teller.say(
        "peers.words",
        place=teller.place,
        count=str(len(found.rows)),
        nearest=teller.name(first["village_code"]),
        apart=f"{found.nearest:.1f}",
        usual=f"{found.usual:.1f}",
    )]  # fmt: skip
    if found.is_far:
        told.append(teller.say("peers.far"))
    if found.missing:
        names = [teller.say(f"trait.{name}") for name in found.missing]
        told.append(teller.say("peers.missing", names=teller.say("sentence.list").join(names)))
    if found.left_out:
        told.append(teller.say("peers.left_out", n=found.left_out, count=str(found.left_out)))
    return " ".join(told)


def _choices(ground: Ground) -> Callable[[], None]:
    """Which traits are compared, and where peers are looked for."""

    def draw() -> None:
        st.session_state["traits"] = list(ground.traits)
        st.multiselect(
            t("peers.traits"), list(TRAITS), format_func=lambda name: t(f"trait.{name}"),
            key="traits", on_change=_take_traits, placeholder=t("filters.all_kinds"),
        )  # fmt: skip
        st.session_state["within"] = ground.within
        st.selectbox(
            t("peers.within"), ["", *WITHIN], format_func=lambda name: t(f"within.{name or 'all'}"),
            key="within", width=320, placeholder=t("filters.nothing"),
            on_change=lambda: permalink.change(within=st.session_state["within"]),
        )  # fmt: skip

    return draw


def _take_traits() -> None:
    chosen = st.session_state["traits"]
    every = len(chosen) == len(TRAITS)
    permalink.change(traits="" if every else permalink.SEPARATOR.join(chosen))


# ---------------------------------------------------------------- benchmarks to choose from
def _suggested(ground: Ground) -> Panel:
    teller = ground.teller
    found = ground.suggested([ground.village])
    rows = found.assign(
        metric=ground.metric,
        candidate=[teller.name(code) for code in found["candidate_code"]],
        same_township=["yes" if same else "no" for same in found["same_township"]],
    )
    rows["reasons"] = [reasons(teller, row) for row in rows.to_dict("records")]
    words = teller.say("suggested.nobody")
    if len(rows):
        basis = teller.say(f"suggested.{rows['basis'].iloc[0]}")
        words = teller.say("suggested.words", place=teller.place, basis=basis, count=str(len(rows)))
    return Panel(
        key="suggested",
        heading=teller.say("suggested.heading", place=teller.place),
        words=words,
        rows=rows,
        columns=[
            cells.place(teller, "suggested.candidate", "candidate_code"),
            cells.plain(teller, "suggested.why", lambda row: row["reasons"]),
        ],
        note=teller.say("suggested.note", metric=teller.inline(ground.metric)),
    )


def reasons(teller: Teller, row: Mapping[str, Any]) -> str:
    """Why a model village could be the benchmark."""
    told = []
    if not pd.isna(row["kilometres"]):
        told.append(teller.say("suggested.kilometres", count=plain(row["kilometres"], 1)))
    if row["basis"] == "nearby":
        same = row["same_township"] in (True, "yes")
        told.append(teller.say("suggested.township" if same else "suggested.district"))
    if not pd.isna(row["closer"]):
        told.append(teller.say("suggested.closer", share=f"{row['closer']:.0%}"))
    if pd.isna(row["difference"]):
        told.append(teller.say("suggested.not_measured"))
    else:
        style = teller.style(row["metric"], row["difference"], row["low"], row["high"])
        told.append(teller.say(
            f"suggested.{'ahead' if row['ahead'] else 'level'}",
            difference=style.change(row["difference"]),
            interval=style.changes(row["low"], row["high"]),
        ))  # fmt: skip
    return teller.say("suggested.join").join(told)


# ---------------------------------------------------------------- all villages
def _all(ground: Ground) -> Panel:
    """How well each village of the place can be compared: its nearest peer."""
    teller = ground.teller
    rows = ground.nearest
    far = int((rows["is_far"] == "yes").sum())
    words = teller.say(
        "peers.all",
        count=str(len(rows)),
        far=str(far),
        left_out=str(rows["peer_code"].isna().sum()),
    )
    return Panel(
        key="nearest",
        heading=teller.say("peers.heading_all"),
        words=" ".join([*_refused(ground), words]) if len(rows) else teller.say("peers.no_facts"),
        rows=rows,
        columns=[
            cells.place(teller, "gap.village", "village_code"),
            cells.word(teller, "peers.class", "village_class", "village_class"),
            cells.place(teller, "peers.nearest", "peer_code"),
            cells.plain(teller, "peers.apart", lambda row: MISSING if pd.isna(row["apart"])
                        else f"{row['apart']:.2f}", number=True),
            cells.plain(teller, "peers.is_far", lambda row: teller.say("peers.yes")
                        if row["is_far"] == "yes" else ""),
        ],
        note=teller.say("peers.choose"),
        controls=_choices(ground),
    )  # fmt: skip
