"""Does every page stand in a browser without a request that fails or an error in the console?

`opened` holds that of every test; here it is held of every page.
"""

import pytest
from playwright.sync_api import expect

from dashboard import PAGES
from pages.texts import LANGUAGES, say
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
FIRST = next(iter(PAGES))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_the_address_of_a_page_opens_it(opened: Open, address: str, path: str, lang: str) -> None:
    page = opened(f"{address}{'' if path == FIRST else path}?lang={lang}")
    named = say(lang, f"page.{PAGES[path].NAME}")
    link = page.get_by_role("link", name=named, exact=True)
    expect(link).to_have_attribute("aria-current", "page")
    assert page.locator("h1").inner_text()
