"""Which choice does the address hold, and how is it kept?

The address is the one place of truth: widgets write to it and are drawn from it. What is not in
it is the default of the day; a permanent link names everything, so that it never changes meaning.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

GLOSSARY = "glossary"  # address of the page that explains the measures
SEPARATOR = "~"
WITHOUT = "without"
NOW = "now"
KEPT = "address"  # in the session: what the reader had chosen before turning to another page


@dataclass(frozen=True)
class Address:
    """What the address names; an empty text leaves the choice to the default.

    Filters of records, traits, villages and metrics hold their values joined by `SEPARATOR`;
    exclusions is "without" or empty; places is "now" where merged places stand under those that
    took them over, else empty. Of requests: days is within how many the share resolved is told. Of
    surveys: which round and question; beside and against are two
    villages that are compared, before is the round that another one is compared with.
    On the map: at is the level drawn, classes how values are classed, second the metric beside the
    first, facility the kind of facility.
    """

    area: str = ""
    grain: str = ""
    period: str = ""
    metric: str = ""
    part: str = ""
    by: str = ""
    days: str = ""
    entry: str = ""
    places: str = ""
    traits: str = ""
    within: str = ""
    round: str = ""
    question: str = ""
    beside: str = ""
    against: str = ""
    before: str = ""
    villages: str = ""
    metrics: str = ""
    review: str = ""
    at: str = ""
    classes: str = ""
    second: str = ""
    facility: str = ""
    category_code: str = ""
    channel: str = ""
    kind: str = ""
    setting: str = ""
    village_class: str = ""
    exclusions: str = ""
    lang: str = ""
    as_of: str = ""
    snapshot: str = ""


NAMES = tuple(f.name for f in fields(Address))


def read() -> Address:
    """The choice of the address; turning to another page empties it, then the kept one returns."""
    given = {name: text for name, text in st.query_params.to_dict().items() if name in NAMES}
    if not given and KEPT in st.session_state:
        given = _named(st.session_state[KEPT])
        st.query_params.update(given)
    address = Address(**given)
    st.session_state[KEPT] = asdict(address)
    return address


def change(**named: str) -> None:
    """Write a choice to the address; an empty text removes it."""
    kept = asdict(read()) | named
    st.session_state[KEPT] = kept
    for name, value in kept.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def values(text: str) -> tuple[str, ...]:
    """The values that a filter of the address holds."""
    return tuple(text.split(SEPARATOR)) if text else ()


def link(address: Address, base: str) -> str:
    """The whole choice as an address that can be sent to others."""
    return f"{base}?{urlencode(_named(asdict(address)))}"


def entry(metric: str) -> str:
    """Address of a measure's entry in the glossary, with what is looked at now."""
    return link(replace(read(), entry=metric, part=""), GLOSSARY)


def moment(text: str) -> datetime | None:
    """The moment that `as_of` names, naive UTC; None if it cannot be read."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def stamp(value: datetime) -> str:
    """A moment in the form that an address holds."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def _named(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
