"""A page that stands still: the same elements with the same content, and nothing worked out.

`record` writes down what a page has drawn; run by Streamlit, this file draws it again from what was
written down, so that what a page takes beyond it is the page's own work. At the address with
`?empty=1` it draws the one box and nothing else: what Streamlit takes by itself.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import plotly.io
import streamlit as st
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1.element_tree import Block, Element

from pages.components import canvas, look

FILE = "STILL"  # environment: where it was written down
SEEN = 0.05  # seconds that the empty page waits: quicker, the browser would not see that it ran
Node = dict[str, Any]


def record(block: Block) -> list[Node]:
    """What was drawn in a block, one node an element or block, with its message."""
    return [_recorded(child) for child in block.children.values()]


def _recorded(child: Element | Block) -> Node:
    told = MessageToDict(child.proto, preserving_proto_field_name=True) if child.proto else {}
    node = {"kind": child.type, "told": told}
    return node | {"inside": record(child)} if isinstance(child, Block) else node


# ---------------------------------------------------------------- drawn again
@st.cache_resource
def pages() -> dict[str, list[Node]]:
    """The pages by the entry of the box that turns from one to the other."""
    told = json.loads(Path(os.environ[FILE]).read_text("utf-8"))
    for nodes in told["pages"].values():
        for node in every(nodes):
            if node["kind"] == "plotly_chart":
                node["told"]["figure"] = plotly.io.from_json(node["told"]["spec"])
    return told["pages"]


def every(nodes: list[Node]) -> Iterator[Node]:
    """The nodes and all inside them."""
    for node in nodes:
        yield node
        yield from every(node.get("inside", []))


def box_of(nodes: list[Node], key: str) -> Node:
    """The box that was drawn under a key."""
    return next(node for node in every(nodes) if node["told"].get("id", "").endswith(key))


def draw(nodes: list[Node], at: str = "") -> None:
    """Draw what was written down."""
    for number, node in enumerate(nodes):
        place, told = f"{at}-{number}", node["told"]
        if "inside" not in node:
            ELEMENTS[node["kind"]](told, told.get("id", place).rsplit("-", 1)[-1])
            continue
        inside = node["inside"]
        if inside and inside[0]["kind"] == "column":
            columns = st.columns(len(inside), gap="large")
            for side, (column, within) in enumerate(zip(columns, inside, strict=True)):
                with column:
                    draw(within["inside"], f"{place}-{side}")
        else:
            with _block(told, place):
                draw(inside, place)


def _block(told: Mapping[str, Any], place: str) -> AbstractContextManager[Any]:
    if "expander" in told or "expandable" in told:
        return st.expander(told.get("expander", told.get("expandable", {})).get("label", ""))
    if "popover" in told:
        return st.popover(told["popover"]["label"], key=f"popover{place}")
    key = told["id"].rsplit("-", 1)[-1] if "id" in told else f"block{place}"
    is_row = told.get("flex_container", {}).get("direction") == "HORIZONTAL"
    return st.container(key=key, horizontal=is_row)


def entry(told: Mapping[str, Any]) -> str:
    """The entry of a box that is chosen."""
    return str(told.get("raw_value") or told["options"][told.get("default", 0)])


def _box(told: Mapping[str, Any], key: str) -> None:
    entries = list(told["options"])
    place = entries.index(entry(told))
    hidden = told.get("label_visibility", {}).get("value") == "COLLAPSED"
    shown = "collapsed" if hidden else "visible"
    st.selectbox(told["label"], entries, place, key=key, label_visibility=shown)


def _buttons(told: Mapping[str, Any], key: str) -> None:
    entries = [option["content"] for option in told["options"]]
    st.segmented_control(key, entries, default=entries[0], key=key, label_visibility="collapsed")


# Each is handed the node's message, and a key.
ELEMENTS: dict[str, Callable[[Mapping[str, Any], str], object]] = {
    "title": lambda told, _: st.title(told["body"], anchor=False),
    "subheader": lambda told, _: st.subheader(told["body"], anchor=False),
    "markdown": lambda told, _: st.markdown(told["body"], unsafe_allow_html=True),
    "caption": lambda told, _: st.caption(told["body"]),
    "html": lambda told, _: st.html(told["body"]),
    "code": lambda told, _: st.code(told["code_text"], language=None, wrap_lines=True),
    "toggle": lambda told, key: st.toggle(told["label"], key=key),
    "selectbox": _box,
    "multiselect": lambda told, key: st.multiselect(told["label"], told["options"], key=key),
    "button_group": _buttons,
    "download_button": lambda told, key: st.download_button(told["label"], "", key=key),
    "plotly_chart": lambda told, key: st.plotly_chart(
        told["figure"], key=key, theme=None, config=canvas.CONFIG
    ),
}


def main(box: str, first: str) -> None:
    """Draw the page that the box names, or at the address of the empty page the box alone."""
    told = pages()
    if "empty" in st.query_params:
        _box(box_of(told[first], box)["told"], box)
        time.sleep(SEEN)
        return
    st.set_page_config(layout="wide")
    look.apply()
    draw(told[st.session_state.get(box, first)])


if __name__ == "__main__":
    whole = json.loads(Path(os.environ[FILE]).read_text("utf-8"))
    main(whole["box"], whole["first"])
