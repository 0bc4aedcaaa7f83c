"""Does each visit know those around it, however many are put in chains at once?"""

import pytest

from data import visit_chains
from tests.data.test_layout import PLACES, loaded

MANY = [(household, PLACES[household % 2], 24 * day) for day in range(6) for household in range(5)]


def test_chains_are_the_same_put_together_at_once_or_in_shares(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of thirty million visits all at once do not fit into the memory."""
    told = []
    for at_once in (visit_chains.AT_ONCE, 7):
        monkeypatch.setattr(visit_chains, "AT_ONCE", at_once)
        connection = loaded(tmp_path_factory, [MANY[:20], MANY[20:]]).reader().con
        told.append(connection.execute(
            "SELECT visit_id, previous_date, next_date, met_date, is_settled FROM visits ORDER BY 1"
        ).fetchall())  # fmt: skip
    assert told[0] == told[1]
    assert sum(previous is not None for _, previous, *_ in told[0]) == len(MANY) - 5
