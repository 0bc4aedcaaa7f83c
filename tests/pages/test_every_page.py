"""Does every page stand in every state of the store, in both languages, and say so in words?"""

import shutil
from itertools import cycle
from pathlib import Path

import pytest

import dashboard
from data.store import Store
from pages.components import canvas
from pages.texts import LANGUAGES, say
from tests.data import records
from tests.pages.conftest import Page
from tests.pages.reading import title, words

NAMES = [page.NAME for page in dashboard.PAGES.values()]
PARTS = [
    (page.NAME, part)
    for page in dashboard.PAGES.values()
    if hasattr(page, "PAGE")
    for part in page.PAGE.parts
]
# For what differs between languages by words only: each part in one of them.
IN_TURNS = [(*part, lang) for part, lang in zip(PARTS, cycle(LANGUAGES), strict=False)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_an_empty_store_says_how_to_begin(page: Page, name: str, lang: str) -> None:
    app = page(None, lang, name)
    assert title(app) == {"zh": "还没有数据", "en": "No records yet"}[lang]


@pytest.fixture(scope="module")
def of_one_request(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store(tmp_path_factory.mktemp("home"))
    records.fill(store, 1)
    return store.home


@pytest.mark.parametrize(("name", "part"), [*((name, "") for name in NAMES), *PARTS])
def test_one_request_is_no_finding(page: Page, of_one_request: Path, name: str, part: str) -> None:
    """No survey, visit, class, pair or outline either: every part says so in words."""
    app = page(of_one_request, "en", name, period="2025-06", part=part)
    assert title(app)
    assert not app.error
    assert "beyond chance" not in title(app) or "No " in title(app)


@pytest.fixture(scope="module")
def without_requests(demo_home: Path) -> dict[str, str]:
    """A village and a month in which it was visited, but asked for nothing."""
    rows = (
        Store(demo_home)
        .reader()
        .con.execute(
            """SELECT village_code, strftime(visited_date, '%Y-%m') AS month FROM visits
        WHERE (village_code, month) NOT IN (
            SELECT (village_code, strftime(received_date, '%Y-%m')) FROM requests
        ) GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT 1"""
        )
    )
    ((village, month),) = rows.fetchall()
    return {"area": village, "grain": "month", "period": month}


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_part_stands_for_a_village_that_asked_for_nothing(
    page: Page, demo_home: Path, without_requests: dict[str, str], name: str, part: str
) -> None:
    app = page(demo_home, "zh", name, part=part, **without_requests)
    assert title(app)
    assert not app.error


DATED = {"zh": "数据截至", "en": "data as of"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_part_is_told_with_scope_and_numbers(
    page: Page, demo_home: Path, name: str, part: str, lang: str
) -> None:
    app = page(demo_home, lang, name, part=part)
    assert title(app)
    assert not app.error
    assert not app.warning
    assert app.subheader
    assert DATED[lang] in words(app)
    charts = [chart.proto.alt for chart in app.get("plotly_chart")]
    lines = [c.value for c in app.caption if " · " in c.value and DATED[lang] in c.value]
    assert len(lines) >= len(charts)
    said = [element.value.replace("\\", "") for element in app.markdown]
    headings = [element.value for element in app.subheader]
    signs = (canvas.HATCHED, canvas.PROVISIONAL, canvas.FEW)
    looks = [say(lang, f"chart.{sign}") for sign in signs]
    for alt in charts:
        heading = next(heading for heading in headings if alt.startswith(heading))
        sentence = alt.removeprefix(heading).lstrip(".。 ")
        for look in looks:
            sentence = sentence.removesuffix(f" {look}")
        assert sentence in said


@pytest.fixture(scope="module")
def bare(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same district of one that has handed in records only: no outlines, no pairs."""
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("bare") / "home"))
    with Store(home).build("records only") as building:
        for table in ("boundaries", "benchmark_pairs"):
            building.connection.execute(f"DELETE FROM {table}")
            building.touched.add(table)
    return home


@pytest.mark.parametrize(("name", "part"), PARTS)
@pytest.mark.parametrize("district", ["demo_home", "bare"])  # the slow turn: answers are kept
def test_every_part_stands_for_one_village(
    page: Page, request: pytest.FixtureRequest, name: str, part: str, district: str
) -> None:
    home = request.getfixturevalue(district)
    app = page(home, "zh", name, part=part, area="990101102205")
    assert title(app)
    assert not app.error
