"""Ask for a part of a page without drawing it, as an address names it."""

from collections.abc import Sequence
from pathlib import Path

from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages.components import kinds, reads
from pages.components.area_tree import AreaTree
from pages.components.frame import Asked
from pages.components.look import LIGHT
from pages.components.permalink import Address
from pages.components.sentences import Teller
from pages.components.view import Records, resolve


def ask(home: Path, offers: Sequence[str], lang: str = "en", **address: str) -> Asked:
    """What a page is asked on a store; DASHBOARD_HOME must name the same folder."""
    store = Store(home)
    current = store.current()
    assert current
    filters = Filters(snapshot=current.id)
    tree = AreaTree(reads.areas(EVERYWHERE, filters))
    spans = reads.data_dates(EVERYWHERE, filters)
    offered = {column: kinds.there(EVERYWHERE, filters, column) for column in offers}
    records = Records(tree, spans, store.zone(), current.id, offered)
    view = resolve(Address(**address), records, store.snapshots())
    place = tree.name(view.place)
    return Asked(EVERYWHERE, view, Teller(lang, tree.names, place, place, view.level, ""), LIGHT)
