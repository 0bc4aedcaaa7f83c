"""What the engine needs at least: the same numbers as one would write them by hand in SQL.

On the tables of the snapshot, with all that publishing writes into them, for the same place and
days as the pages are asked (`spans`). One module a page; its `PARTS` holds, by part, the questions
whose answers are the numbers that the part shows, and under "" those of the head. What a part has
no questions for is measured without a comparison.
"""

from tests.performance.by_hand import requests, surveys, visits, workloads

WORKLOADS, FROM_RECORDS = workloads.WORKLOADS, workloads.FROM_RECORDS
PAGES: dict[str, dict[str, list[str]]] = {
    "resolution": requests.PARTS,
    "satisfaction": surveys.PARTS,
    "coverage": visits.PARTS,
}


def of(page: str, part: str = "") -> list[str]:
    """Questions of a part of a page, or of its head; none if nobody has written them."""
    return PAGES.get(page, {}).get(part, [])
