"""Does whoever asks a cluster hear in one sentence what is wrong?"""

import socket
from pathlib import Path

import pytest

from analytics.__main__ import main
from data import cluster
from data.errors import DataError


@pytest.mark.parametrize("engine", ["spark", "yarn", "spark://", "spark://h", "local", "local[x]"])
def test_what_is_no_engine(engine: str, tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match="is no engine; allowed are spark://HOST:PORT and local"),
        cluster.connected(engine, tmp_path),
    ):
        pass


def test_what_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with (
        pytest.raises(DataError, match=r"local\[2\] cannot be asked: (pyspark|Java) is not inst"),
        cluster.connected("local[2]", tmp_path),
    ):
        pass


def test_nobody_listens(tmp_path: Path) -> None:
    if lacking := cluster.missing():
        pytest.skip(lacking)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # taken, and nobody listens at it
        engine = f"spark://127.0.0.1:{free.getsockname()[1]}"
        with (
            pytest.raises(DataError, match=f"nobody listens at {engine}; start the cluster"),
            cluster.connected(engine, tmp_path),
        ):
            pass


@pytest.mark.parametrize("half", [["--engine", "local[2]"], ["--lake", "there"]])
def test_engine_and_lake_belong_together(
    half: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["on_time_rate", *half])
    assert leaving.value.code == 2
    assert "--engine and --lake belong together" in capsys.readouterr().err


def test_a_wrong_engine_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["on_time_rate", "--engine", "hive", "--lake", str(tmp_path)]) == 4
    assert capsys.readouterr().err.startswith("hive is no engine")
