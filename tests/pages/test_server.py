"""Does a server start, whatever its records?"""

import pytest

from pages.components import server
from tests.pages.conftest import Page


def test_pages_that_take_too_long_do_not_keep_the_server_down(
    page: Page, demo_home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page(demo_home)
    monkeypatch.setattr(server, "PATIENCE", 0.01)
    server.rehearse()
    assert "was not drawn before the first visit" in caplog.text
