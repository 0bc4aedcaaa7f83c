"""The page on requests by hand, part by part."""

from tests.performance.by_hand.spans import AS_OF, DISTRICT, LAST, PLACES

# ---------------------------------------------------------------- what is open
OPEN = f"FROM requests {PLACES} WHERE {DISTRICT} AND NOT is_closed AND received_date <= {LAST}"
STOCKS = f"count(*), count(*) FILTER (due_at <= {AS_OF})"
AGES = (0, 8, 16, 31, 91)
OPEN_FOR = " ".join(f"WHEN received_date <= {LAST} - {days} THEN {days}" for days in reversed(AGES))

PARTS: dict[str, list[str]] = {
    "waiting": [
        f"SELECT CASE {OPEN_FOR} END, {STOCKS} {OPEN} GROUP BY 1",
        f"SELECT township_code, {STOCKS} {OPEN} GROUP BY 1",
    ],
}
