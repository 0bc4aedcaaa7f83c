"""How much room does a record take on disk?"""

import pytest

from data.store import Store
from tests.performance import district

ROWS = 500_000
# Measured, and a tenth above. Times with microseconds take 31 bytes more of a request, references
# of households 8 of a visit.
MOST = {"requests": 70, "visits": 44, "responses": 13.5}
NEEDED = {
    "requests": ("areas", "requests"),
    "visits": ("areas", "visits"),
    "responses": ("areas", "rounds", "questions", "answer_scales", "responses"),
}


@pytest.mark.slow
@pytest.mark.parametrize("table", MOST)
def test_a_record_takes_no_more_room_than_it_did(store: Store, table: str) -> None:
    sizes = []
    for rows in (1_000, ROWS):
        home = Store(store.home / str(rows))
        district.build(home, rows, NEEDED[table])
        home.refresh()
        sizes.append(home.size(home.current().id))
    assert (sizes[1] - sizes[0]) / ROWS < MOST[table]
