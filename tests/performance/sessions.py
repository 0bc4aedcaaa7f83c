"""A reader without a browser: the same messages over the same socket, and what came back of them.

Twenty browsers would take all of the machine that they are to measure. A session of Streamlit is a
websocket: the reader sends which page, which address and which boxes, and gets the elements of the
page one by one until the script has finished.
"""

import asyncio
import html
import re
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 300  # seconds for one run of a page: twenty may wait for answers nobody asked for
OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
CARD = re.compile(r'(?=<div class="card[ "])')
NAMED = re.compile(r'data-metric="(\w+)" data-state="(\w*)"')
VALUE = re.compile(r'<div class="value [^"]*">([^<]*)(?:<span class="unit">([^<]*)</span>)?')
LINE = re.compile(r'<div class="(?:small|change [^"]*|change )">([^<]*)</div>')
ROW, CELL = re.compile(r"<tr class.*?</tr>", re.DOTALL), re.compile(r"<td[^>]*>([^<]*)</td>")
Cards = dict[str, tuple[str, ...]]
Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Seen:
    """What a page showed after one run: its cards by metric, its tables, and what went wrong."""

    cards: Cards
    tables: tuple[Table, ...]
    mistakes: tuple[str, ...]
    bytes: int


class Session:
    """One tab: a socket, and the boxes of the page as they were last drawn."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._boxes: dict[str, Element] = {}

    @classmethod
    async def opened(cls, url: str) -> "Session":
        """A new tab of a dashboard; nothing has run in it yet."""
        address = url.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
        return cls(await connect(address, subprotocols=["streamlit"], max_size=None))

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()

    async def go(self, page: str, query: str) -> Seen:
        """Follow a link to a page of the dashboard."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        return await self._run(message)

    async def choose(self, page: str, query: str, box: str, place: int) -> Seen:
        """Pick the entry at a place of a box, or of a row of buttons, on the page as it stands."""
        drawn = self._boxes[box]
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        state = message.rerun_script.widget_states.widgets.add()
        if drawn.WhichOneof("type") == "selectbox":
            state.id, state.string_value = drawn.selectbox.id, drawn.selectbox.options[place]
        else:
            buttons = drawn.button_group
            state.id = buttons.id
            state.string_array_value.data.append(buttons.options[place].content)
        return await self._run(message)

    async def _run(self, message: BackMsg) -> Seen:
        await self._socket.send(message.SerializeToString())
        elements: dict[tuple[int, ...], Element] = {}
        size = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                received = await self._socket.recv()
                size += len(received)
                forward = ForwardMsg.FromString(received)
                kind = forward.WhichOneof("type")
                if kind == "new_session":
                    elements = {}
                elif kind == "delta" and forward.delta.HasField("new_element"):
                    path = tuple(forward.metadata.delta_path)
                    elements[path] = forward.delta.new_element
                elif kind == "script_finished" and forward.script_finished in OVER:
                    return self._told(elements, size)

    def _told(self, elements: dict[tuple[int, ...], Element], size: int) -> Seen:
        cards: Cards = {}
        tables, mistakes = [], []
        for element in elements.values():
            kind = element.WhichOneof("type")
            if kind == "exception":
                mistakes.append(f"{element.exception.type}: {element.exception.message}")
            elif kind in ("selectbox", "button_group"):
                self._boxes[getattr(element, kind).id.rsplit("-", 1)[-1]] = element
            elif kind == "markdown":
                cards |= read_cards(element.markdown.body)
            elif kind == "html" and "<table>" in element.html.body:
                tables.append(read_table(element.html.body))
        return Seen(cards, tuple(tables), tuple(mistakes), size)


def read_cards(body: str) -> Cards:
    """State, value, unit and lines of each card in a piece of HTML."""
    found = {}
    for card in CARD.split(body):
        named, value = NAMED.search(card), VALUE.search(card)
        if named and value:
            told = [*value.groups(default=""), *LINE.findall(card)]
            found[named[1]] = (named[2], *map(html.unescape, told))
    return found


def read_table(body: str) -> Table:
    """Cells of a table in a piece of HTML."""
    return tuple(tuple(map(html.unescape, CELL.findall(row))) for row in ROW.findall(body))
