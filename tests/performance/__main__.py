"""Every measurement in turn; `make bench` runs it and fails if a promise is broken."""

import sys

from tests.performance import bench_load

sys.exit(bench_load.main())
