"""A real Spark cluster on this computer: a master and two workers, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WAIT_SECONDS = 120
PACKAGE = "org.apache.spark.deploy"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a minute's work does not repay compiling it
# As little memory as Spark starts with; every address is this computer's own.
SETTINGS = f"""
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.memory 700m
spark.executor.memory 480m
spark.executor.cores 1
spark.sql.shuffle.partitions 2
spark.sql.ui.retainedExecutions 1
spark.port.maxRetries 50
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
"""


@dataclass
class Standalone:
    """Where the cluster listens, and its processes."""

    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill(self, number: int) -> None:
        """End a worker and the executor that it runs, without a word of farewell."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait(timeout=WAIT_SECONDS)


def environment(folder: Path) -> dict[str, str]:
    """Settings of Spark for the cluster and for whoever asks it; written into a folder."""
    (folder / "spark-defaults.conf").write_text(SETTINGS, encoding="utf-8")
    return {
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "200m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "SPARK_NO_DAEMONIZE": "1",
    }


@contextmanager
def cluster(folder: Path) -> Iterator[Standalone]:
    """A master and two workers of one core each; all are ended afterwards."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        log = folder / "master.log"
        processes.append(_start(f"{PACKAGE}.master.Master", log, "--port", "0"))
        address = _said(log, r"(spark://127\.0\.0\.1:\d+)")
        running = Standalone(address)
        for number in range(2):
            log = folder / f"worker-{number}.log"
            work = ("--cores", "1", "--memory", "600m", "--work-dir", str(folder / f"w{number}"))
            running.workers.append(_start(f"{PACKAGE}.worker.Worker", log, *work, address))
            processes.append(running.workers[-1])
        for number in range(2):
            _said(folder / f"worker-{number}.log", r"(Successfully registered) with master")
        yield running
    finally:
        for process in reversed(processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(timeout=WAIT_SECONDS)


def _start(name: str, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class"), name]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _said(log: Path, pattern: str) -> str:
    """What a process says in its log, as soon as it does."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(f"{log} does not say {pattern}: {log.read_text(errors='replace')[-2000:]}")
