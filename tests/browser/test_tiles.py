"""Are tiles of the operator's own server drawn below the places, where an address is set?"""

import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import Open, served
from tests.browser.test_map import drawn

pytestmark = pytest.mark.browser
GREEN = (0, 160, 0)  # a colour that the map itself never has
ADDRESS = re.compile(r"/(\d+)/(\d+)/(\d+)\.png")


@pytest.fixture
def tiles() -> Iterator[tuple[str, list[tuple[int, int, int]]]]:
    """The address of a server of green tiles, and the zoom, column and row of those asked for."""
    drawing, asked = io.BytesIO(), []
    Image.new("RGB", (256, 256), GREEN).save(drawing, "PNG")

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            zoom, column, row = map(int, ADDRESS.fullmatch(self.path).groups())
            asked.append((zoom, column, row))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(drawing.getvalue())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png", asked
    server.shutdown()
    server.server_close()


def test_tiles_lie_below_the_places(
    opened: Open, demo_home: Path, tiles: tuple[str, list], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = tiles
    monkeypatch.setenv("DASHBOARD_TILES", address)
    with served(demo_home) as url:
        page = drawn(opened(f"{url}map"))
        page.wait_for_timeout(1000)
        seen = Image.open(io.BytesIO(page.locator(".ground").screenshot()))
        corner = seen.convert("RGB").getpixel((3, 3))
        first = set(asked)
        page.get_by_role("button", name="Nearer").click()
        page.wait_for_timeout(1000)
    assert corner == GREEN, "no tile is drawn beside the places"
    assert 1 < len(first) < 60
    assert len({zoom for zoom, _, _ in first}) == 1
    assert all(0 <= column < 2**zoom and 0 <= row < 2**zoom for zoom, column, row in asked)
    assert max(zoom for zoom, _, _ in asked) == max(zoom for zoom, _, _ in first) + 1
    assert len(asked) == len(set(asked)), "a tile is asked for once"
