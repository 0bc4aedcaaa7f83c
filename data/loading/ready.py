"""Which records do the staged rows become, once their places have codes?"""

from dataclasses import dataclass

from data.loading.staging import Staged
from data.schema import Table
from data.sources.source_file import quoted


@dataclass(frozen=True)
class Ready:
    """The rows of one output as the table will hold them.

    Attributes
    ----------
    staged : Staged
        What was read.
    rows : str
        SQL to stand after FROM: record, position and one column for each of `columns`.
    columns : tuple of str
        The table's columns that are filled, without batch_id.
    """

    staged: Staged
    rows: str
    columns: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table to be written."""
        return self.staged.selection.table


def prepare(staged: Staged, place_table: str) -> Ready:
    """Say how the staged rows become rows of their table.

    place_table: from names to codes (naming.find_named); "" where the file has codes.
    """
    places = staged.selection.places
    if not place_table or places is None:
        return Ready(staged, staged.rows, staged.columns)
    placed = {places.column: "place_code"}
    if any(c.name == "grid_code" for c in staged.selection.table.columns):
        placed["grid_code"] = "grid_code"
    own = [c for c in staged.columns if c not in placed]
    columns = ["record", "position", *(f"r.{quoted(c)}" for c in own)]
    columns += [f"p.{code} AS {quoted(c)}" for c, code in placed.items()]
    same = " AND ".join(f"r.{c} IS NOT DISTINCT FROM p.{c}" for c in staged.place_columns)
    rows = (
        f"(SELECT {', '.join(columns)} FROM {staged.rows} AS r JOIN {place_table} AS p ON {same})"
    )
    return Ready(staged, rows, (*own, *placed))
