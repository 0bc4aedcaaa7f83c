"""Is what the first visitors ask known before they come, and does nothing keep a server down?"""

import pytest

from data import listings, store
from data.access import EVERYWHERE
from data.queries import Filters
from data.store import Store
from pages.components import reads, server
from tests.pages.conftest import Page


def test_what_every_page_asks_is_remembered_from_the_rehearsal(
    page: Page, demo_home, monkeypatch: pytest.MonkeyPatch
) -> None:
    page()  # an empty store, so that nothing of the other is remembered
    monkeypatch.setenv("DASHBOARD_HOME", str(demo_home))
    store.default.cache_clear()
    server.rehearse()
    monkeypatch.setattr(listings, "areas", None)  # whoever asked the store again would fail
    current = Store(demo_home).current()
    assert current
    assert len(reads.areas(EVERYWHERE, Filters(snapshot=current.id))) > 10


def test_pages_that_take_too_long_do_not_keep_the_server_down(
    page: Page, demo_home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page(demo_home)
    monkeypatch.setattr(server, "PATIENCE", 0.01)
    server.rehearse()
    assert "was not drawn before the first visit" in caplog.text
