"""Do the demo's records keep every rule of the schema, and no personal data?"""

import re

import pytest

from data import checks
from data.schema import TABLES, Column, Table
from tests.data.demo.conftest import Ask

EMPTY = {"corrections", "rejected_rows", "previous_versions"}  # nothing went wrong in the demo
NEVER_FILLED = {
    ("requests", "met_limit"),  # the source gives times
    ("responses", "weight"),  # all rounds ask every household
    ("visits", "updated_at"),
    ("callbacks", "request_received"),  # told only where a call came before its request
    ("categories", "valid_to"),
    ("time_limits", "valid_to"),
    ("score_weights", "valid_to"),
    ("answer_scales", "valid_to"),
    ("notes", "until_date"),
}
TABLE_NAMES = sorted(TABLES)
COLUMNS = [(t.name, c.name) for t in TABLES.values() for c in t.columns if t.name not in EMPTY]
PERSONAL = re.compile(r"phone|mobile|identity|id_card|address|person_name|姓名|电话|身份证|地址")


def _column(table: str, column: str) -> Column:
    return TABLES[table].column(column)


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_table_holds_rows_with_unique_keys(small: Ask, name: str) -> None:
    key = ", ".join(f'"{c}"' for c in TABLES[name].key)
    ((rows, keys),) = small(f'SELECT count(*), count(DISTINCT ({key})) FROM "{name}"')
    assert (rows == 0) == (name in EMPTY)
    assert keys == rows


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_keeps_its_rule(small: Ask, table: str, column: str) -> None:
    rule = _column(table, column)
    name = f'"{column}"'
    table = f"named_{table}" if rule.apart else table
    ((missing, rows),) = small(f'SELECT count(*) - count({name}), count(*) FROM "{table}"')
    assert rule.optional or missing == 0
    assert (missing == rows) == ((table, column) in NEVER_FILLED)
    if rule.allowed:
        found = {value for (value,) in small(f'SELECT DISTINCT {name} FROM "{table}"')}
        assert found - {None} <= set(rule.allowed)
    if rule.between:
        ((least, most),) = small(f'SELECT min({name}), max({name}) FROM "{table}"')
        assert least is None or rule.between[0] <= least <= most <= rule.between[1]
    if rule.type == "text":
        assert small(f"SELECT count(*) FROM \"{table}\" WHERE trim({name}) = ''") == [(0,)]


@pytest.mark.parametrize(
    ("table", "first", "second"), [(t.name, *pair) for t in TABLES.values() for pair in t.order]
)
def test_pairs_of_columns_keep_their_order(small: Ask, table: str, first: str, second: str) -> None:
    assert small(f'SELECT count(*) FROM "{table}" WHERE "{second}" < "{first}"') == [(0,)]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_reference_leads_somewhere(small: Ask, table: Table) -> None:
    for reference in checks.references(table):
        on = f'target."{reference.target}" = mine."{reference.column}"'
        if reference.with_source:
            on += " AND target.source = mine.source"
        if reference.level:
            on += f" AND target.level = '{reference.level}'"
        lost = small(
            f'SELECT count(*) FROM "{table.name}" AS mine ANTI JOIN "{reference.table}" AS target '
            f'ON {on} WHERE mine."{reference.column}" IS NOT NULL'
        )
        assert lost == [(0,)], reference


@pytest.mark.parametrize(
    ("table", "column", "reference"),
    [
        ("requests", "category_code", "categories.category_code"),
        ("requests", "channel", "channels.channel"),
        ("requests", "time_limit_code", "time_limits.time_limit_code"),
        ("requests", "visit_id", "visits.visit_id"),
        ("requests", "source", "batches.source"),
        ("visits", "source", "batches.source"),
        ("named_visits", "household_ref", "households.household_ref"),
        ("assignments", "household_ref", "households.household_ref"),
        ("responses", "question_id", "questions.question_id"),
        ("rounds", "questionnaire_version", "questions.questionnaire_version"),
        ("categories", "parent_code", "categories.category_code"),
    ],
)
def test_names_of_other_tables_are_known_there(
    small: Ask, table: str, column: str, reference: str
) -> None:
    target, name = reference.split(".")
    assert small(
        f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT {name} FROM {target})"
    ) == [(0,)]


def test_nothing_has_happened_after_the_data_date(small: Ask) -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.event:
                late = small(
                    f'SELECT count(*) FROM "{table.name}" '
                    f'WHERE "{column.name}" > (SELECT max(as_of) FROM batches)'
                )
                assert late == [(0,)], column


def test_local_dates_are_those_of_the_business_zone(small: Ask) -> None:
    for table, moment, day in (
        ("requests", "received_at", "received_date"),
        ("visits", "visited_at", "visited_date"),
    ):
        local = f"timezone('Asia/Shanghai', timezone('UTC', {moment}))::DATE"
        assert small(f"SELECT count(*) FROM {table} WHERE {day} <> {local}") == [(0,)]


def test_batches_tell_how_many_rows_they_brought(small: Ask) -> None:
    listed = dict(small("SELECT batch_id, rows_kept FROM batches"))
    found: dict[int, int] = {}
    for table in TABLES.values():
        if not table.provenance:
            counts = small(f'SELECT batch_id, count(*) FROM "{table.name}" GROUP BY ALL')
            for batch, rows in counts:
                found[batch] = found.get(batch, 0) + rows
    assert found == listed
    assert small("SELECT count(*) FROM batches WHERE NOT sha256 SIMILAR TO '[0-9a-f]{64}'") == [
        (0,)
    ]


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_no_column_could_hold_a_person(small: Ask, name: str) -> None:
    for column in TABLES[name].columns:
        assert not PERSONAL.search(column.name)
        if column.type != "text" or column.pseudonym:  # digits of a hash may look like anything
            continue
        looks = small(
            f'SELECT count(*) FROM "{name}" WHERE regexp_matches("{column.name}", '
            r"'(^|\D)1[3-9]\d{9}(\D|$)|(^|\D)\d{17}[\dXx]($|\D)')"
        )
        assert looks == [(0,)], column


def test_questions_belong_to_the_questionnaire_of_the_round(small: Ask) -> None:
    assert small(
        """SELECT count(*) FROM responses JOIN rounds USING (round_id)
        ANTI JOIN questions USING (questionnaire_version, question_id)"""
    ) == [(0,)]


def test_forms_are_as_many_as_households_that_answered(small: Ask) -> None:
    assert small(
        """SELECT count(*) FROM round_coverage FULL JOIN (
            SELECT round_id, village_code, count(DISTINCT response_ref) AS forms
            FROM responses GROUP BY ALL
        ) USING (round_id, village_code) WHERE households_answered IS DISTINCT FROM forms"""
    ) == [(0,)]


def test_every_answer_has_a_meaning(small: Ask) -> None:
    assert small(
        """SELECT count(*) FROM responses JOIN rounds USING (round_id)
        JOIN questions USING (questionnaire_version, question_id)
        ANTI JOIN answer_scales USING (scale, score) WHERE score IS NOT NULL"""
    ) == [(0,)]


@pytest.mark.parametrize(
    ("table", "day"), [("requests", "received_date"), ("visits", "visited_date")]
)
def test_places_exist_on_the_day_of_the_record(small: Ask, table: str, day: str) -> None:
    for code in ("village_code", "grid_code"):
        assert small(
            f"SELECT count(*) FROM {table} JOIN areas ON area_code = {code} "
            f"WHERE {day} < valid_from OR {day} > valid_to"
        ) == [(0,)]


def test_grids_of_records_belong_to_their_village(small: Ask) -> None:
    for table in ("requests", "visits", "households"):
        assert small(
            f"SELECT count(*) FROM {table} JOIN areas ON area_code = grid_code "
            "WHERE parent_code <> village_code"
        ) == [(0,)]
