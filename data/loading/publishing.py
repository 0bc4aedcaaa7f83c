"""How do the rows of a file get into the tables of the new snapshot?"""

from collections.abc import Mapping, Sequence

import duckdb

from data import layout, schema
from data.loading import outcomes
from data.loading.outcomes import Counts
from data.loading.ready import Ready
from data.sources.source_file import literal, quoted


def next_batch(connection: duckdb.DuckDBPyConnection) -> int:
    """Number of the load that is under way."""
    return int(
        connection.execute("SELECT coalesce(max(batch_id), 0) + 1 FROM batches").fetchall()[0][0]
    )


def provide(
    connection: duckdb.DuckDBPyConnection,
    provided: Mapping[str, Sequence[Mapping[str, object]]],
    batch_id: int,
) -> tuple[set[str], list[tuple[str, str]]]:
    """Add the rows that a profile brings with it, where the store has none with their key.

    What the store has is the operator's word and stays.

    Returns
    -------
    touched : set of str
        Tables that got new rows.
    differing : list of (table, key)
        Stored rows that differ from the profile's.
    """
    touched, differing = set(), []
    for name, rows in provided.items():
        table = schema.table(name)
        for row in rows:
            key = " AND ".join(f"{quoted(c)} = ${i}" for i, c in enumerate(table.key, 1))
            stored = connection.execute(
                f"SELECT {', '.join(quoted(c) for c in row)} FROM {quoted(name)} WHERE {key}",
                [row[c] for c in table.key],
            ).fetchall()
            if not stored:
                names = ", ".join(quoted(c) for c in row)
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"INSERT INTO {quoted(name)} ({names}, batch_id) VALUES ({marks}, {batch_id})",
                    list(row.values()),
                )
                touched.add(name)
            elif [str(v) for v in stored[0]] != [str(v) for v in row.values()]:
                differing.append((name, "/".join(str(row[c]) for c in table.key)))
    return touched, differing


def write(connection: duckdb.DuckDBPyConnection, ready: Ready, batch_id: int) -> int:
    """Write the rows of one output; return how many earlier versions were put aside.

    Raises
    ------
    ValueError
        If fewer or more rows went into the table than belong there.
    """
    if ready.staged.becomes_table:
        _adopt(connection, ready)
        return 0
    table, known = quoted(ready.table.name), outcomes.known_table(ready)
    changed = (
        f"(SELECT * FROM {known} ANTI JOIN {outcomes.REJECTED} USING (position) WHERE NOT same)"
    )
    earlier = _write_earlier(connection, ready, changed, batch_id)
    if earlier:
        columns = outcomes.compared(ready)
        values = ", ".join(f"{c} = r.{c}" for c in columns)
        connection.execute(
            f"UPDATE {table} AS t SET {values}, batch_id = {batch_id} "
            f"FROM {ready.rows} AS r JOIN {changed} AS c USING (record) WHERE t.rowid = c.stored"
        )
    columns = [quoted(c) for c in ready.columns]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}, batch_id) "
        f"SELECT {', '.join(columns)}, {batch_id} FROM {outcomes.new(connection, ready)} "
        f"{layout.in_order(ready.table)}"
    )
    return earlier


def _adopt(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """Make the staged table the table itself, which was empty: half the cost of copying it."""
    staged, table = ready.staged.table, quoted(ready.table.name)
    connection.execute(
        f"DELETE FROM {staged} WHERE taken IS DISTINCT FROM true "
        f"OR rowid IN (SELECT position FROM {outcomes.REJECTED})"
    )
    of_table = {c.name for c in ready.table.columns}
    for (column,) in connection.execute(f"SELECT column_name FROM (DESCRIBE {staged})").fetchall():
        if column not in of_table:
            connection.execute(f"ALTER TABLE {staged} DROP COLUMN {quoted(column)}")
    connection.execute(f"DROP TABLE {table}")
    connection.execute(f"ALTER TABLE {staged} RENAME TO {table}")
    for one in ready.table.columns:
        if not (one.optional or one.apart):
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN {quoted(one.name)} SET NOT NULL")


def _write_earlier(
    connection: duckdb.DuckDBPyConnection, ready: Ready, changed: str, batch_id: int
) -> int:
    key = schema.key_sql(ready.table, "t")
    found = connection.execute(
        f"""
        INSERT INTO previous_versions
        SELECT {batch_id}, {literal(ready.table.name)}, {key}, to_json(t)::VARCHAR
        FROM (
            SELECT * EXCLUDE (rowid) FROM {layout.told(ready.table)}
            SEMI JOIN {changed} AS c ON rowid = c.stored
        ) AS t
        """
    ).fetchall()
    return int(found[0][0])


def clear(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], batch_id: int) -> None:
    """Empty tables that a file will fill as a whole; what stood there is put aside.

    Of history nothing goes.
    """
    for name in tables:
        if schema.table(name).fillable:
            continue
        table = quoted(name)
        connection.execute(
            f"INSERT INTO previous_versions SELECT {batch_id}, {literal(name)}, "
            f"{schema.key_sql(schema.table(name), 't')}, to_json(t)::VARCHAR "
            f"FROM (SELECT * EXCLUDE (rowid) FROM {layout.told(schema.table(name))}) AS t"
        )
        connection.execute(f"DELETE FROM {table}")


def write_batch(connection: duckdb.DuckDBPyConnection, batch: Mapping[str, object]) -> None:
    """Write the row of the table batches."""
    names = ", ".join(quoted(c) for c in batch)
    marks = ", ".join("?" * len(batch))
    connection.execute(f"INSERT INTO batches ({names}) VALUES ({marks})", list(batch.values()))


def check(
    connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready], counts: Counts, batch_id: int
) -> None:
    """ValueError if the tables did not get the records that the counts tell of."""
    if len(outputs) > 1 or outputs[0].staged.selection.row:
        return  # a row of the file is several records
    name = outputs[0].table.name
    (written,) = connection.execute(
        f"SELECT count(*) FROM {quoted(name)} WHERE batch_id = {batch_id}"
    ).fetchall()[0]
    if name != "areas" and written != counts.kept + counts.updated:
        raise ValueError(f"{name} got {written} records of the batch, counted were {counts}")
