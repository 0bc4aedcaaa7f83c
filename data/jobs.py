"""How is a file loaded without anybody else having to wait?

A load runs as the command of its own that one would type, with less right to the processor than
the pages have; it goes on when the reader turns away.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.aside import ROOT
from data.sentences import Sentence, say

LOG = logging.getLogger(__name__)
REFUSED = 4


@dataclass(frozen=True)
class Order:
    """What is to be done: the choices of `python -m data load`."""

    path: Path
    profile: str
    dry_run: bool
    create_areas: bool = False
    as_of: str = ""
    loaded_by: str = ""

    def command(self, told: Path) -> list[str]:
        """The command as one would type it."""
        words = [sys.executable, "-m", "data", "load", str(self.path), "--profile", self.profile]
        words += ["--json", "--progress", str(told), "--wait", "3600", "--aside"]
        words += ["--dry-run"] if self.dry_run else []
        words += ["--create-areas"] if self.create_areas else []
        words += ["--as-of", self.as_of] if self.as_of else []
        return [*words, "--loaded-by", self.loaded_by] if self.loaded_by else words


@dataclass(frozen=True)
class Outcome:
    """What became of a load: its report as JSON, and why the file was refused, if it was."""

    report: Mapping[str, Any]
    refusal: Sentence | None = None


class Job:
    """A load that was ordered."""

    def __init__(self, home: Path, order: Order) -> None:
        self.order = order
        folder = order.path.parent
        self._told, self._out = folder / "progress.json", folder / "report.json"
        self._err = folder / "errors.txt"
        self._told.unlink(missing_ok=True)
        with self._out.open("w") as out, self._err.open("w") as err:
            self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                order.command(self._told.resolve()),
                cwd=ROOT,
                env={**os.environ, "DASHBOARD_HOME": str(home.resolve())},
                stdout=out,
                stderr=err,
                stdin=subprocess.DEVNULL,
            )

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self._process.poll() is None

    @property
    def progress(self) -> tuple[str, float]:
        """What is being done, and how much of that step is done, 0..1."""
        try:
            told = json.loads(self._told.read_text("utf-8"))
        except FileNotFoundError:
            return "starting", 0.0
        return told["step"], told["percent"] / 100

    @property
    def outcome(self) -> Outcome:
        """What became of it; ValueError while it is at work."""
        code = self._process.poll()
        if code is None:
            raise ValueError("the load is still at work")
        text = self._out.read_text("utf-8")
        errors = self._err.read_text("utf-8").strip()
        if not text.strip():
            LOG.error("load of %s ended with %s: %s", self.order.path.name, code, errors)
            last = errors.splitlines()[-1] if errors else say("load.exit_code", code=code)
            return Outcome({"rejections": []}, say("load.broke_off", detail=last))
        report = json.loads(text.splitlines()[-1])
        if code != REFUSED:
            return Outcome(report)
        return Outcome(report, Sentence(report["message"], report["message_zh"]))

    def stop(self) -> None:
        """Give it up; nothing of it is published."""
        self._process.terminate()
        self._process.wait()
