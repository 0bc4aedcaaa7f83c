"""How are the records of a lake asked on a Spark cluster, by the same expressions?

Everything that is Spark's own stands here and in `zones`. Settings of a cluster (memory, number of
partitions, addresses) are Spark's, in its spark-defaults.conf; only what an answer depends on, or
what nobody wants to see, is set here.
"""

import importlib.util
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import ibis

from data import lake, manifest
from data.errors import DataError
from data.manifest import Snapshot
from data.reading import Answer
from data.sentences import Sentence, say

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ENGINE = re.compile(r"spark://[\w.\-]+:\d+(,[\w.\-]+:\d+)*|local\[(\d+|\*)\]")
SETTINGS = {
    "spark.app.name": "dashboard",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class Lake:
    """The records of a lake, for `queries` and `listings`, as a store has them.

    Parameters
    ----------
    folder : Path
        Written by `lake.write`; every computer of the cluster sees it under this path.
    session : SparkSession
        Who answers.

    Raises
    ------
    DataError
        If the folder is no lake.
    """

    def __init__(self, folder: Path, session: "SparkSession") -> None:
        self.folder = folder.resolve()
        self._published = manifest.read(folder)
        if not self._published.current:
            raise DataError("lake.absent", folder=str(folder))
        self.session = session.newSession()  # names of views are its own
        self._engine = ibis.pyspark.connect(self.session)
        self._columns: dict[str, dict[str, dict[str, str]]] = {}
        self._tables: dict[tuple[str, str], ibis.Table] = {}
        self._answers: dict[tuple[str, Hashable], object] = {}

    def version(self, snapshot_id: str = "") -> Snapshot:
        """The version of that id, the current one if none is named; DataError if there is none."""
        snapshot = self._published.named(snapshot_id or self._published.current)
        if snapshot.layout != manifest.LAYOUT:
            raise DataError("lake.other_version", snapshot=snapshot.id)
        return snapshot

    def zone(self, snapshot_id: str = "") -> str:
        """Business time zone of a version."""
        return self.version(snapshot_id).zone

    def table(self, name: str, snapshot_id: str = "") -> ibis.Table:
        """One table of a version."""
        key = (self.version(snapshot_id).id, lake.HELD_BY.get(name, name))
        if key not in self._tables:
            self._tables[key] = self._opened(*key)
        return self._tables[key]

    def has(self, name: str, snapshot_id: str = "") -> bool:
        """Whether a version holds a table or view of that name."""
        version = self.version(snapshot_id).id
        return lake.HELD_BY.get(name, name) in self._types(version)

    def is_counted(self, snapshot_id: str = "") -> bool:
        """Never: a lake holds the records."""
        self.version(snapshot_id)
        return False

    def once(self, snapshot_id: str, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """An answer about a version, asked for the first time only."""
        known = (self.version(snapshot_id).id, key)
        if known not in self._answers:
            self._answers[known] = ask()
        return cast("Answer", self._answers[known])

    def save(self, counts: ibis.Table, folder: Path) -> None:
        """Let the cluster write what it counted as Parquet, in a folder that all of it sees."""
        question = self._engine.compile(counts)
        self.session.sql(question).write.parquet(f"file://{folder}")

    def _opened(self, version: str, name: str) -> ibis.Table:
        """A view in the session; types come from the lake, so no file is opened for them."""
        from ibis.backends.pyspark.datatypes import PySparkSchema

        folder = self.folder / version
        types = PySparkSchema.from_ibis(ibis.schema(self._types(version)[name]))
        view = f"{name}_{version}".replace("-", "_")
        files = self.session.read.schema(types).parquet(f"file://{folder / name}")
        files.createOrReplaceTempView(view)
        return self._engine.table(view)

    def _types(self, version: str) -> dict[str, dict[str, str]]:
        """Types of columns by table, as the lake was written."""
        if version not in self._columns:
            text = (self.folder / version / lake.COLUMNS).read_text("utf-8")
            self._columns[version] = json.loads(text)
        return self._columns[version]


def missing() -> Sentence | None:
    """What this computer lacks to ask a cluster; None if nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return say("lake.no_pyspark")
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java") and not (home and (Path(home) / "bin" / "java").exists()):
        return say("lake.no_java")
    return None


@contextmanager
def connected(engine: str, folder: Path) -> Iterator[Lake]:
    """The records of a lake, asked on a cluster that is let go of afterwards.

    Parameters
    ----------
    engine : str
        Address of the cluster, spark://HOST:PORT, or local[N] for N threads of this computer.
    folder : Path
        The lake.

    Raises
    ------
    DataError
        If the engine is none of these, something is not installed, nobody answers at the address,
        or the folder is no lake.
    """
    if not ENGINE.fullmatch(engine):
        raise DataError("lake.engine", engine=engine)
    if lacking := missing():
        raise DataError("lake.lacking", engine=engine, lacking=lacking)
    if engine.startswith("spark:") and not any(map(_listens, engine[len("spark://") :].split(","))):
        raise DataError("lake.silent", engine=engine)
    session = _session(engine)
    try:
        yield Lake(folder, session)
    finally:
        session.stop()


def _listens(address: str) -> bool:
    """Whether there is anybody; Spark itself would try for a minute."""
    host, port = address.rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=5):
            return True
    except OSError:
        return False


def _session(engine: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(engine)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
