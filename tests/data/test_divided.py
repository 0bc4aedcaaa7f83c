"""Do the records of a divided village follow their grids, and are those that cannot be told?"""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data import divided, queries
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store
from tests.conftest import FilledBy
from tests.data.splits import DAY, ENDS, OF_SPLIT, SPLIT, Area, Areas, Records, add

NOW = Filters(as_now=True)
VILLAGES, GRIDS = range(6), range(8)


# ---------------------------------------------------------------- a handful one can check
def add_split(store: Store) -> None:
    with store.build("a split") as building:
        add(building, SPLIT, OF_SPLIT)
        building.connection.execute(
            """INSERT INTO rounds BY NAME SELECT 'R' AS round_id, 'R' AS round_name,
                DATE '2025-06-01' AS opened_date, DATE '2025-06-10' AS closed_date,
                'phone' AS mode, 'census' AS selection, '1' AS questionnaire_version, 1 AS batch_id;
            INSERT INTO responses BY NAME SELECT 'R' AS round_id, f AS response_ref,
                v AS village_code, 'service' AS subject, 'q' AS question_id, 5 AS score,
                5 AS score_max, 1 AS batch_id FROM (VALUES ('1', 'V0'), ('2', 'V3')) AS r (f, v)"""
        )
        building.touched |= {"rounds", "responses"}


@pytest.fixture
def split(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_split)


def counted(store: Store, table: str, by: str, scope: Scope = EVERYWHERE, **chosen: object) -> dict:
    rows = queries.tables(store, scope, Filters(**chosen))[table]  # type: ignore[arg-type]
    found = rows.group_by(by).agg(records=rows.count()).to_pyarrow().to_pylist()
    return {row[by]: row["records"] for row in found}


@pytest.mark.parametrize("table", ["requests", "visits", "households"])
def test_records_follow_their_grid(split: Store, table: str) -> None:
    assert counted(split, table, "village_code") == {"V0": 5, "V3": 3, "V2": 1}
    assert counted(split, table, "village_code", as_now=True) == {"V1": 3, "V2": 4, "V3": 2}
    assert counted(split, table, "township_code", as_now=True) == {"T0": 3, "T1": 6}
    assert counted(split, table, "grid_code", as_now=True) == {
        "G4": 1, "G5": 3, "G6": 1, "G2": 1, "G7": 1, None: 2,
    }  # fmt: skip


def test_the_parts_of_a_village_are_known(split: Store) -> None:
    found = divided.parts(split, EVERYWHERE, NOW)
    pairs = [("V0", "V1"), ("V0", "V2"), ("V3", "V2"), ("V3", "V3")]
    assert list(found.itertuples(index=False, name=None)) == pairs
    south = divided.parts(split, Scope(frozenset({"T1"})), NOW)
    assert list(south.itertuples(index=False, name=None)) == pairs[2:]


def told(store: Store, **chosen: object) -> dict[str, int]:
    frame = divided.undecided(store, EVERYWHERE, Filters(as_now=True, **chosen))  # type: ignore[arg-type]
    return dict(zip(frame["table"], frame["records"], strict=True))


def test_what_could_not_be_told_apart_is_counted_where_it_stands(split: Store) -> None:
    """Of V0 a grid without heir, a record without grid, an answer. The grid of V3 left in May."""
    assert told(split) == {"households": 2, "requests": 2, "responses": 1, "visits": 2}
    assert told(split, area="V0") == told(split, area="V1") == told(split)
    assert told(split, area="V2") == {}


def test_a_village_that_stands_may_hold_what_came_before_its_grid_left(store: Store) -> None:
    later = SPLIT | {"G3": Area("V3", ENDS[1], "G6")}
    with store.build("a part leaves at the end of June") as building:
        add(building, later, OF_SPLIT)
    assert told(store, area="V3") == {"requests": 1, "visits": 1}
    assert told(store, area="V3", start=DAY, end=DAY) == {"requests": 1, "visits": 1}
    assert told(store, area="V3", start=date(2025, 7, 1)) == {}


def test_a_grid_that_keeps_its_code_takes_its_records_along(store: Store) -> None:
    """A grid has one village, that of today; the record tells where it lay."""
    with store.build("a grid changes hands") as building:
        add(building, {"V0": Area("T0"), "V1": Area("T1"), "G0": Area("V1")}, [("V0", "G0")])
    assert counted(store, "requests", "village_code") == {"V0": 1}
    assert counted(store, "requests", "village_code", as_now=True) == {"V1": 1}


def test_whoever_may_see_a_part_sees_what_came_to_it(split: Store) -> None:
    old, part = Scope(frozenset({"V0"})), Scope(frozenset({"V2"}))
    assert counted(split, "requests", "village_code", old, as_now=True) == {"V1": 3, "V2": 2}
    assert counted(split, "requests", "village_code", part, as_now=True) == {"V2": 4}
    assert counted(split, "requests", "village_code", part) == {"V2": 1}


def test_a_table_without_grids_answers_for_a_grid_by_its_village_of_today(split: Store) -> None:
    assert counted(split, "responses", "village_code", area="G2") == {"V0": 1}
    assert counted(split, "responses", "village_code", area="G2", as_now=True) == {"V1": 1}


def test_the_usual_village_of_a_visitor_follows_the_grids(split: Store) -> None:
    assert counted(split, "visit_log", "lasting_village") == {"V1": 3, "V2": 4, "V3": 2}
    assert counted(split, "visit_log", "village_code") == {"V0": 5, "V3": 3, "V2": 1}


# ---------------------------------------------------------------- whatever happens to places
def ends(codes: list[str]) -> st.SearchStrategy[tuple[date, str | None] | tuple[()]]:
    gone = st.tuples(st.sampled_from(ENDS), st.none() | st.sampled_from(codes))
    return st.just(()) | gone


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Areas, Records]:
    """Mergers, divisions, renamings, chains and circles, as they come."""
    villages, grids = [f"V{n}" for n in VILLAGES], [f"G{n}" for n in GRIDS]
    areas = {code: Area(draw(st.sampled_from(("T0", "T1"))), *draw(ends(villages)))
             for code in villages}  # fmt: skip
    areas |= {code: Area(draw(st.sampled_from(villages)), *draw(ends(grids))) for code in grids}
    names = st.tuples(st.sampled_from(villages), st.none() | st.sampled_from(grids))
    own = st.sampled_from([(areas[grid].parent, grid) for grid in grids])
    return areas, draw(st.lists(names | own, min_size=1, max_size=12))


def way(code: str, areas: Areas) -> list[str]:
    """The place and those that took it over, in order; alone if that is a circle."""
    steps = [code]
    while areas[steps[-1]].last and areas[steps[-1]].successor:
        steps.append(str(areas[steps[-1]].successor))
        if len(set(steps)) < len(steps):
            return [code]
    return steps


def home_of(record: tuple[str, str | None], areas: Areas) -> str:
    village, grid = record
    return areas[way(grid, areas)[-1]].parent if grid else village


def today(record: tuple[str, str | None], areas: Areas) -> str:
    return way(home_of(record, areas), areas)[-1]


def divided_by_hand(areas: Areas, records: Records) -> dict[str, tuple[set[str], list]]:
    """Parts of each divided village, and the last days of the grids that left it."""
    pairs = {(a.parent, code) for code, a in areas.items() if code[0] == "G"}
    pairs |= {(village, grid) for village, grid in records if grid}
    found = {}
    for village in (code for code in areas if code[0] == "V"):
        last = areas[village].last
        left = [
            (today((through, grid), areas), areas[grid].last)
            for through in way(village, areas)
            for at, grid in sorted(pairs)
            if at == through and home_of((at, grid), areas) != at
            and (through == village or not areas[grid].last or areas[grid].last > last)
        ]  # fmt: skip
        parts = {part for part, _ in left} | {way(village, areas)[-1]}
        if len(parts) > 1:
            found[village] = (parts, [day for _, day in left])
    return found


def is_undecided(record: tuple[str, str | None], areas: Areas, apart: dict, *, dated: bool) -> bool:
    home = home_of(record, areas)
    if home not in apart:
        return False
    if len(way(home, areas)) > 1:
        return True
    days = apart[home][1]
    return dated and record[1] is None and (None in days or max(days) >= DAY)


def tally(keys: list) -> dict:
    return {key: keys.count(key) for key in set(keys)}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    world=worlds(),
    seen=st.sets(st.sampled_from([f"V{n}" for n in VILLAGES]), min_size=1),
    table=st.sampled_from(("requests", "visits", "households")),
)
@example(world=(SPLIT, OF_SPLIT), seen={"V2"}, table="visits")
def test_nothing_is_lost_and_nothing_doubled(
    tmp_path_factory: pytest.TempPathFactory,
    world: tuple[Areas, Records],
    seen: set[str],
    table: str,
) -> None:
    areas, records = world
    store = Store(tmp_path_factory.mktemp("home"))
    with store.build("places change") as building:
        add(building, areas, records)
    now = [today(record, areas) for record in records]
    grids = [grid and way(grid, areas)[-1] for _, grid in records]
    allowed = [n for r, n in zip(records, now, strict=True) if {r[0], n} & seen]
    apart = divided_by_hand(areas, records)
    assert counted(store, table, "village_code") == tally([r[0] for r in records])
    assert counted(store, table, "village_code", as_now=True) == tally(now)
    assert counted(store, table, "grid_code", as_now=True) == tally(grids)
    townships = tally([areas[village].parent for village in now])
    assert counted(store, table, "township_code", as_now=True) == townships
    scope = Scope(frozenset(seen))
    assert counted(store, table, "village_code", scope, as_now=True) == tally(allowed)
    unclear = [is_undecided(r, areas, apart, dated=table != "households") for r in records]
    assert told(store).get(table, 0) == sum(unclear)
    frame = divided.parts(store, EVERYWHERE, NOW)
    assert set(frame.itertuples(index=False, name=None)) == {
        (village, part) for village, (parts, _) in apart.items() for part in parts
    }
    taken = {code for code in areas if way(code, areas)[-1] != code}
    homes = queries.tables(store, EVERYWHERE, NOW)["places"].to_pandas()["village_code"]
    assert set(homes) == {c for c, a in areas.items() if c[0] == "V" and not a.last}
    assert not taken & set(homes)
