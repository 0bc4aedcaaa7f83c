"""What time is it in the business zone? The one thing that engines name differently."""

import ibis
import ibis.expr.datatypes as dt

Moments = ((dt.string, dt.timestamp), dt.timestamp)
OfSpark = ((dt.timestamp, dt.string), dt.timestamp)


@ibis.udf.scalar.builtin(name="timezone", signature=Moments)
def _timezone(zone, moment):  # type: ignore[no-untyped-def]
    """DuckDB's own: naive time to an instant, an instant to naive time."""


@ibis.udf.scalar.builtin(name="to_utc_timestamp", signature=OfSpark)
def _to_utc_timestamp(moment, zone):  # type: ignore[no-untyped-def]
    """Spark's own."""


@ibis.udf.scalar.builtin(name="from_utc_timestamp", signature=OfSpark)
def _from_utc_timestamp(moment, zone):  # type: ignore[no-untyped-def]
    """Spark's own."""


def utc(local: ibis.Value, zone: str) -> ibis.Value:
    """The moment, naive UTC, of a naive time in the business zone."""
    if _is_spark(local):
        return _to_utc_timestamp(local, ibis.literal(zone))
    return _timezone(ibis.literal("UTC"), _timezone(ibis.literal(zone), local))


def local(moment: ibis.Value, zone: str) -> ibis.Value:
    """The naive time in the business zone of a moment, naive UTC."""
    if _is_spark(moment):
        return _from_utc_timestamp(moment, ibis.literal(zone))
    return _timezone(ibis.literal(zone), _timezone(ibis.literal("UTC"), moment))


def _is_spark(value: ibis.Value) -> bool:
    return bool(value.get_backend().name == "pyspark")
