"""Every measurement in turn; `make bench` runs it and fails if a promise is broken."""

import sys

from tests.performance import (
    bench_load,
    bench_map,
    bench_month,
    bench_pages,
    bench_rerun,
    bench_workloads,
    soak,
)

PARTS = (
    bench_load,
    bench_map,
    bench_workloads,
    bench_pages,
    bench_rerun,
    bench_month,
    soak,
)
sys.exit(max(part.main() for part in PARTS))
