"""The place and the days that are asked for, as they are written in SQL."""

AREA = "990100000000"
AS_OF = "TIMESTAMP '2026-01-01'"
LAST = "DATE '2025-12-31'"
HALF = "BETWEEN DATE '2025-07-01' AND DATE '2025-12-31'"
BEFORE = "BETWEEN DATE '2025-01-01' AND DATE '2025-06-30'"
YEAR = "BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'"
FIVE_YEARS = "BETWEEN DATE '2021-01-01' AND DATE '2025-12-31'"
PLACES = "JOIN places USING (village_code)"
DISTRICT = f"district_code = '{AREA}'"
# What stands beside the numbers: households, of which those visited are a share, and notes.
STANDING = f"""sum(households), count(*) FROM places
    WHERE {DISTRICT} AND valid_from <= {LAST} AND (valid_to IS NULL OR valid_to >= {LAST})"""
REGISTERED = f"SELECT {STANDING}"
HOUSEHOLDS = f"SELECT township_code, {STANDING} GROUP BY 1"
NOTES = f"""SELECT note_date, until_date, text_zh, text_en, concerns, is_new_basis FROM notes
    WHERE (area_code IS NULL OR area_code IN ('990000000000', '{AREA}')) AND note_date <= {LAST}
    ORDER BY note_date, note_id"""


def month(day: str) -> str:
    """The first day of the month of a day, counted back to, which is the cheapest way."""
    return f"{day} - (day({day}) - 1)::INTEGER"
