"""The demo district in a store and in a lake, and a cluster that is asked about the lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data import cluster, demo, lake
from data.cluster import Lake
from data.store import Store
from tests.cluster import standalone
from tests.cluster.standalone import Standalone

SCALE = 0.03


@dataclass(frozen=True)
class District:
    """The same records twice."""

    store: Store
    lake: Path


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    home = tmp_path_factory.mktemp("district")
    made = Store(home / "store")
    demo.build(made, scale=SCALE)
    lake.write(made, home / "lake")
    return District(made, home / "lake")


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A real cluster; the test is skipped where Spark cannot run, with the reason."""
    if lacking := cluster.missing():
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in standalone.environment(folder).items():
            patch.setenv(name, value)
        with standalone.cluster(folder) as running:
            yield running


@pytest.fixture(scope="session")
def records(machines: Standalone, district: District) -> Iterator[Lake]:
    """The lake, asked on the cluster."""
    with cluster.connected(machines.address, district.lake) as asked:
        yield asked
