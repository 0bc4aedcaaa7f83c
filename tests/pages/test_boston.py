"""Does the overview stand on a real city that has requests and nothing else?"""

from datetime import datetime
from pathlib import Path

import pytest

from data.load import load
from data.store import Store
from pages import resolution
from pages.components.requests import times
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import cards, title, words

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_boston_311(page: Page, store: Store, real_data: Path) -> None:
    known = datetime.fromisoformat("2012-01-01T05:00")  # midnight in Boston
    load(store, real_data / "requests" / "boston311_2011.zip", "boston311", as_of=known,
         create_areas=True)  # fmt: skip
    app = page(store.home, "en")
    told = cards(app)
    assert list(told) == ["on_time_rate", "resolution_median_days"]
    assert told["resolution_median_days"].startswith("Median time to resolve 1.1 days")
    assert "95% interval 1.1–1.2 days n = 58,251" in told["resolution_median_days"]
    assert "Not on record here, hence not shown: Satisfaction, Participation" in words(app)
    assert "data as of the end of 31 December 2011 (America/New_York)" in words(app)
    assert "the span before is not on record, so nothing is compared" in words(app)
    assert title(app).startswith("In Boston (place not recorded), ")


def test_requests_of_boston_in_depth(page: Page, store: Store, real_data: Path) -> None:
    """What Boston does not tell is said so, and what it tells is that of the published file."""
    known = datetime.fromisoformat("2012-01-01T05:00")
    load(store, real_data / "requests" / "boston311_2011.zip", "boston311", as_of=known,
         create_areas=True)  # fmt: skip
    for part in resolution.PAGE.parts:
        app = page(store.home, "en", "resolution", part=part)
        assert title(app), part
        assert not app.error, part
    assert "The source does not tell the steps in between." in words(
        page(store.home, "en", "resolution", part="steps")
    )
    assert "the working calendar covers 2023, 2024, 2025, 2026 and not 2011" in words(
        page(store.home, "en", "resolution", part="times")
    )
    asked = ask(store.home, resolution.PAGE.offers)
    curves = next(panel for panel in times.draw(asked) if panel.key == "curves")
    assert "Log-rank test of the groups: χ² 2,812.6 on 23 degrees of freedom" in curves.note
