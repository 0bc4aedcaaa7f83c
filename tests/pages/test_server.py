"""Does a server start, whatever its records?"""

from pathlib import Path

import pytest

from pages.components import server
from tests.pages.conftest import Page


def test_pages_that_take_too_long_do_not_keep_the_server_down(
    page: Page, demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(demo_home)
    monkeypatch.setattr(server, "PATIENCE", 0.001)
    assert server.rehearse() == list(server.REHEARSED)
