"""What is the engine asked, word for word?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import ibis
import pandas as pd
import pyarrow as pa
import sqlglot
from sqlglot import exp

DIALECT = "duckdb"
_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


def fetch(expression: ibis.Table) -> pd.DataFrame:
    """Ask the engine, and tell whoever listens which SQL it was asked.

    Parameters
    ----------
    expression : ibis.Table
        What is asked, whole.

    Returns
    -------
    DataFrame
        The answer.
    """
    _tell(expression)
    return expression.to_pandas()


def fetch_lists(expression: ibis.Table) -> pa.Table:
    """The same for answers with columns of lists, of which a frame would make an object each."""
    _tell(expression)
    return expression.to_pyarrow()


def _tell(expression: ibis.Table) -> None:
    heard = _HEARD.get()
    if heard is not None:
        heard.append(str(ibis.to_sql(expression)))


@contextmanager
def listening() -> Iterator[list[str]]:
    """The SQL of everything that is fetched inside the block, in order of time.

    Only this thread is listened to. The answers are those of the measure itself, so nothing is
    asked twice in order to show how it was asked.
    """
    heard: list[str] = []
    token = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(token)


def formulas(heard: Sequence[str], metric_id: str) -> dict[str, str]:
    """How the parts of a metric were worked out, as the engine was asked for them.

    Parameters
    ----------
    heard : sequence of str
        SQL of `listening`.
    metric_id : str
        A metric that was measured.

    Returns
    -------
    dict of str to str
        The expression of numerator, denominator and so on, read for people: without quotes and
        names of tables, and counts of conditions written as such. Empty for times, whose curve is
        no quotient.

    Examples
    --------
    >>> sql = 'SELECT SUM(CAST(COALESCE("t"."met", FALSE) AS INT)) AS "kept numerator" FROM "t"'
    >>> formulas([sql], "kept")
    {'numerator': 'COUNT(*) FILTER(WHERE met)'}
    """
    found: dict[str, str] = {}
    for sql in heard:
        for named in sqlglot.parse_one(sql, dialect=DIALECT).find_all(exp.Alias):
            name, _, part = named.alias.partition(" ")
            if name == metric_id and not (named.this.find(exp.Alias)):
                found.setdefault(part or "numerator", _plain(named.this))
    return found


def _plain(expression: exp.Expr) -> str:
    """An expression as one would write it by hand."""
    bare = expression.transform(_bare).transform(_counted)
    return str(bare.sql(dialect=DIALECT))


def _bare(node: exp.Expr) -> exp.Expr:
    return exp.column(exp.to_identifier(node.name)) if isinstance(node, exp.Column) else node


def _counted(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Sum) and isinstance(node.this, exp.Cast) and _is_condition(node.this):
        told = exp.Where(this=_without_default(node.this.this))
        return exp.Filter(this=exp.Count(this=exp.Star()), expression=told)
    return node


def _is_condition(cast: exp.Cast) -> bool:
    return bool(cast.to.this == exp.DataType.Type.INT)


def _without_default(condition: exp.Expr) -> exp.Expr:
    """A condition that is unknown counts nothing, so that it need not be said that it is false."""
    while isinstance(condition, exp.Coalesce):
        condition = condition.this
    return condition.unnest()
