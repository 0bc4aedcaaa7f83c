"""Every measurement in turn; `make bench` runs it and fails if a promise is broken."""

import sys

from tests.performance import bench_load, bench_map, bench_pages, soak

sys.exit(max(bench_load.main(), bench_map.main(), bench_pages.main(), soak.main()))
