"""Do all the real files go in through the page, as a clerk would hand them in?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.store import Store
from tests.browser.conftest import Open, served
from tests.browser.test_records import LONG, choose, hand_in, put_away
from tests.data.bad_files import BAD_FILES

pytestmark = [pytest.mark.browser, pytest.mark.real, pytest.mark.slow]
MAPPED = "A mapping made here"  # by suggestion alone: nothing of it is changed
BAD = ("paper.pdf", "broken.json")


@dataclass(frozen=True)
class Real:
    """A file, and what becomes of it: rows read and rejected, or the words in which it is refused.

    `mapped` takes the suggestion in the place of the profile; `makes` places that are not known.
    """

    file: str
    read: int = 0
    rejected: int = 0
    mapped: bool = False
    makes: bool = True
    told: str = ""


NOTHING = "Nothing in this file looks like records that a table here holds"
# In this order: outlines come after the requests whose places they draw.
FILES = (
    Real("requests/boston311_2011.zip", 58_251),  # a big one, whole
    Real("boundaries/boston_neighborhoods.geojson", 26, 10, makes=False),
    Real("requests/nyc311_2022-05-01.csv", 924),
    Real("boundaries/nyc_community_districts.geojson", 71, 9, makes=False),
    Real("requests/nyc311_2018-01-22.csv", 155, mapped=True),
    Real("requests/nyc311_2024-04.csv", 1_000, mapped=True),
    Real("requests/sf311_sample.csv", 10_000, 17, mapped=True),
    Real("boundaries/san_francisco_neighborhoods.geojson", 37, 6, makes=False),
    Real("requests/open311_chicago_requests.json", 2),
    Real("requests/open311_chicago_services.json", 3),
    Real("requests/open311_sf_objects.json", 500, 38),
    Real("requests/pingshan12345_shijing_gb18030.csv", 431, mapped=True),
    Real("requests/wenzheng_attachment1.xlsx", 650),  # the entries of its 517 ways
    Real("requests/wenzheng_attachment3.xlsx", 30, mapped=True),
    Real("requests/wenzheng_attachment4.xlsx", 120),
    Real("surveys/kansas_city_2021.csv", 1_033),
    Real("surveys/hdv2003_weighted.csv", 2_000),
    Real("visits/reach_households_raw.csv", 632),
    Real("visits/reach_households_clean.csv", 578),  # the same visits as in the raw file
    Real("visits/reach_cleaning_log.csv", told="is a log of changes to another file"),
    Real("reference/survival_lung.csv", told=NOTHING),
    Real("reference/ukhsa_proportion.csv", told=NOTHING),
    Real("reference/ukhsa_wilson_byars.csv", told=NOTHING),
)


def become(page: Page, real: Real) -> tuple[int, int] | str:
    """Rows read and rejected, or what the page says instead."""
    if real.told:
        return page.locator('[data-testid="stAlert"]').first.inner_text()
    if real.mapped:
        choose(page, "intake_profile", MAPPED)
    box = page.locator(".st-key-intake_create input")
    if box.is_checked() != real.makes:
        page.locator(".st-key-intake_create label").click()
    page.locator(".st-key-intake_load button").click()
    done = page.get_by_text(re.compile("^(Loaded and published|Nothing new in it)"))
    done.or_(page.locator('[data-testid="stAlertContentError"]')).first.wait_for(timeout=LONG)
    if not done.count():
        return page.locator('[data-testid="stAlertContentError"]').first.inner_text()
    counts = page.locator('[aria-label="What became of the rows"] tbody').inner_text()
    read, *_, rejected = (int(n.replace(",", "")) for n in counts.split("\t"))
    return read, rejected


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address of a server on a store that holds nothing yet, and its folder."""
    home = tmp_path / "home"
    with served(home) as url:
        yield url, home


def test_every_real_file_goes_in_or_is_told_what_it_is(
    desk: tuple[str, Path], opened: Open, real_data: Path, tmp_path: Path
) -> None:
    listed = {str(path.relative_to(real_data)) for path in real_data.glob("*/*")}
    assert {real.file for real in FILES} == listed
    url, home = desk
    wrong = {}
    page = opened(f"{url}data")
    for name in BAD:
        bad = next(b for b in BAD_FILES if b.name == name)
        (tmp_path / name).write_bytes(bad.bytes())
        hand_in(page, tmp_path / name)
        page.get_by_text(bad.message).wait_for()
        put_away(page)
    for real in FILES:
        hand_in(page, real_data / real.file)
        got = become(page, real)
        if isinstance(got, str):
            is_right = bool(real.told) and real.told in got
        else:
            is_right = got == (real.read, real.rejected)
        if not is_right:
            wrong[real.file] = got
        put_away(page)
    assert wrong == {}
    assert not list((home / "uploads").iterdir())
    rows = Store(home).snapshots()[-1].rows
    assert rows["requests"] == 58_251 + 924 + 155 + 1_000 + 9_983 + 2 + 462 + 431 + 30 + 120
    assert rows["visits"] == 632
    assert rows["boundaries"] == 16 + 62 + 31
    assert rows["categories"] == 650 + 3
    assert rows["responses"] == 1_033 * 83 + 2_000
