"""What was promised, what was measured, and was it kept?"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """A number that is not to be exceeded.

    >>> print(Promise("load against bare read_csv", 2.3, 2.5, "times"))
    kept      load against bare read_csv: 2.3 times, promised 2.5
    >>> print(Promise("memory of a load", 2345.6, 2000, "MB"))
    NOT KEPT  memory of a load: 2,346 MB, promised 2,000
    """

    what: str
    found: float
    most: float
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether no more was found than is promised."""
        return self.found <= self.most

    def __str__(self) -> str:
        word = "kept" if self.is_kept else "NOT KEPT"
        found = " ".join(filter(None, (_figures(self.found), self.unit)))
        return f"{word:<8}  {self.what}: {found}, promised {_figures(self.most)}"


def _figures(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def tell(promises: Sequence[Promise]) -> int:
    """Print each promise, those that were not kept last; 1 if there are any, else 0."""
    missed = [promise for promise in promises if not promise.is_kept]
    kept = [promise for promise in promises if promise.is_kept]
    sys.stdout.write("".join(f"  {promise}\n" for promise in kept + missed))
    if promises:
        sys.stdout.write(f"  {len(kept)} of {len(promises)} promises kept\n")
    sys.stdout.flush()
    return int(bool(missed))
