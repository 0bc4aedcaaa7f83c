"""Every measurement in turn, then all promises; `make bench` fails if one of them is broken."""

import sys
import traceback

from tests.performance import (
    bench_load,
    bench_map,
    bench_month,
    bench_pages,
    bench_rerun,
    bench_workloads,
    soak,
)
from tests.performance.promises import Promise, tell

PARTS = (
    bench_load,
    bench_map,
    bench_workloads,
    bench_pages,
    bench_rerun,
    bench_month,
    soak,
)


def main() -> int:
    """Run all of them, also after one that fails, and tell what was kept; 1 if anything was not."""
    promises: list[Promise] = []
    for part in PARTS:
        try:
            found = part.measured()
        except Exception:  # what one cannot tell must not hide what the others find
            traceback.print_exc()
            found = [Promise(f"{part.__name__.rpartition('.')[2]}, errors", 1, 0)]
        tell(found)
        promises += found
    sys.stdout.write("\nall promises\n")
    return tell(promises)


if __name__ == "__main__":
    sys.exit(main())
