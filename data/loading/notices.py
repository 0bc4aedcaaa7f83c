"""What else should one know about a load?"""

from collections.abc import Mapping, Sequence

import duckdb

from data.loading import rejections
from data.loading.attempt import Attempt
from data.loading.corrections import CORRECTED
from data.loading.outcomes import good
from data.loading.ready import Ready
from data.loading.report import PUBLISHED, AppliedCorrection, LoadReport
from data.loading.row_rules import EMPTIED
from data.loading.staging import Staged
from data.sentences import Sentence, say
from data.sources import personal
from data.sources.source_file import quoted

LOOKED_AT = 10_000  # first rows of columns that are not mapped
MOST_PLACES = 3  # ended places that are named


def report(
    connection: duckdb.DuckDBPyConnection,
    found: Attempt,
    batch: Mapping[str, object],
    keeps_all: bool,
) -> LoadReport:
    """Put the report of a load together, as if it were published.

    keeps_all: write down every rejection, not only as many as a report tells.
    """
    most = None if keeps_all else rejections.MOST_TOLD
    rejections.collect(connection, found.source, found.outputs, most)
    secret = _secret_columns(connection, found)
    dropped = (*found.fit.personal, *secret, *_emptied(connection, found.staged))
    return LoadReport(
        state=PUBLISHED,
        batch=batch,
        rejections=rejections.told(connection),
        rejected_by_rule=rejections.by_rule(connection),
        dropped_columns=dropped,
        unused_columns=tuple(c for c in found.fit.unused if c not in dict(secret)),
        corrections=_corrected(connection, found.staged),
        new_areas=tuple(found.new_areas),
        zone=found.request.zone,
        messages=(
            *found.messages,
            *_ended_places(connection, found.outputs),
            *_earlier_date(connection, batch),
        ),
    )


def _secret_columns(
    connection: duckdb.DuckDBPyConnection, found: Attempt
) -> list[tuple[str, Sentence]]:
    """Columns that the profile does not map and that hold phone or identity numbers, most of them.

    They are not stored anyway, so a look at the first rows is enough to name them. On a cursor of
    its own: what the parser says of this look must not mix with what it said of the whole file.
    """
    columns = found.fit.unused
    if not columns:
        return []
    shares = ", ".join(
        f"count({quoted(c)}), count(*) FILTER ({personal.content_rule(quoted(c))})" for c in columns
    )
    counts = (
        connection.cursor()
        .execute(f"SELECT {shares} FROM (SELECT * FROM {found.source.relation} LIMIT {LOOKED_AT})")
        .fetchall()[0]
    )
    pairs = zip(columns, counts[::2], counts[1::2], strict=True)
    return [(c, say("personal.numbers")) for c, some, secret in pairs if secret * 2 > some]


def _emptied(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]
) -> list[tuple[str, Sentence]]:
    """Columns in which single values with personal content were left out."""
    names = []
    for one in staged:
        names += connection.execute(
            f'SELECT p."column" AS name, count(*) FROM (SELECT unnest(problems) AS p '
            f"FROM {one.rows} WHERE problems IS NOT NULL) "
            f"WHERE p.rule = '{EMPTIED}' GROUP BY name ORDER BY name"
        ).fetchall()
    return [(name, say("personal.values", count=n)) for name, n in names]


def _ended_places(
    connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready]
) -> list[Sentence]:
    """Records of a village dated after its end.

    They are taken: what residents asked for is real, and only the source's list of places is old.
    """
    told = []
    for ready in outputs:
        clock = next((c.name for c in ready.table.columns if c.derived), "")
        if not clock or "village_code" not in ready.columns:
            continue
        rows = connection.execute(
            f"""
            SELECT village_code, any_value(valid_to), any_value(successor_code), count(*)
            FROM {good(connection, ready)} AS r
            JOIN (SELECT area_code, valid_to, successor_code FROM areas
                  WHERE valid_to IS NOT NULL) AS a ON a.area_code = r.village_code
            WHERE {quoted(clock)} > valid_to GROUP BY village_code ORDER BY count(*) DESC, 1
            """
        ).fetchall()
        for code, last, successor, count in rows[:MOST_PLACES]:
            about = {"count": count, "place": code, "last": str(last)}
            heir = say("load.ended_heir", **about, heir=successor) if successor else None
            told.append(heir or say("load.ended", **about))
    return told


def _earlier_date(
    connection: duckdb.DuckDBPyConnection, batch: Mapping[str, object]
) -> list[Sentence]:
    latest = connection.execute(
        "SELECT max(as_of) FROM batches WHERE source = ? AND profile = ?",
        [batch["source"], batch["profile"]],
    ).fetchall()[0][0]
    if latest is None or latest <= batch["as_of"]:
        return []
    return [
        say(
            "load.earlier",
            as_of=str(batch["as_of"]),
            source=str(batch["source"]),
            latest=str(latest),
        )
    ]


def _corrected(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]
) -> tuple[AppliedCorrection, ...]:
    """The declared corrections that met their cells, by record."""
    rows: list[tuple[str, str]] = []
    for one in staged:
        if CORRECTED not in one.selection.relation:
            continue
        key = [quoted(c) for c in one.selection.table.key if c != "source"]
        rows += connection.execute(
            f"SELECT concat_ws('/', {', '.join(key)}) AS record_key, unnest({CORRECTED}) "
            f"FROM {one.rows} WHERE len({CORRECTED}) > 0 ORDER BY ALL"
        ).fetchall()
    return tuple(AppliedCorrection(*row) for row in rows)
