"""How is heavy work done without anybody's page having to wait for it?

In Python one thread at a time computes, so a spreadsheet that is read inside the server stops every
page. It is read in a process of its own, with less right to the processor, which also may run out
of memory or break off at a damaged file without taking the pages along.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar, cast

from data.errors import DataError

ROOT = Path(__file__).parents[1]
NICE = 10  # the pages come first
MEMORY = Path("/proc/self/statm")
LIGHT = 400_000_000  # bytes; to read a file takes 240 MB, to draw pages 490
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def step_back() -> None:
    """Leave the processor to others from now on, this process and what it starts."""
    if hasattr(os, "nice"):
        os.nice(NICE)


def threads() -> int:
    """How many threads of the engine leave one processor to the pages."""
    return max(1, (os.cpu_count() or 1) - 1)


def ask(function: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """What a function answers, worked out aside; meanwhile other threads go on.

    Parameters
    ----------
    function : callable
        A function of a module, that can be found there by its name.
    *given, **named
        What it is given. It and the answer are copied from one process to the other.

    Raises
    ------
    DataError
        If the process breaks off, for instance because the memory is used up.
    Exception
        Whatever the function raises.
    """
    helper = _take()
    try:
        (is_answer, told), is_light = helper.ask(pickle.dumps((function, given, named)))
    except (EOFError, OSError):
        helper.close()
        raise DataError("file.broke_off") from None
    except BaseException:  # half a question or answer is still in the pipe
        helper.close()
        raise
    _give_back(helper, is_light)
    if not is_answer:
        raise told
    return cast("Answer", told)


class _Helper:
    """A process that answers one question after the other until nobody asks any more."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.aside"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, question: bytes) -> tuple[Any, Any]:
        out, back = _pipe(self._process.stdin), _pipe(self._process.stdout)
        out.write(question)
        out.flush()
        return pickle.load(back), pickle.load(back)  # noqa: S301 - from our own process

    def close(self) -> None:
        self._process.kill()
        _pipe(self._process.stdin).close()
        _pipe(self._process.stdout).close()
        self._process.wait()


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise ValueError("the process was started without this pipe")
    return end


_idle: list[_Helper] = []
_lock = threading.Lock()


def _take() -> _Helper:
    """One that has nothing to do, or a new one: nobody waits for somebody else's file."""
    with _lock:
        return _idle.pop() if _idle else _Helper()


def _give_back(helper: _Helper, is_light: bool) -> None:
    """Keep one for the next question, which then need not wait for a start."""
    with _lock:
        if is_light and not _idle:
            _idle.append(helper)
            return
    helper.close()


@atexit.register
def _close() -> None:
    while _idle:
        _idle.pop().close()


def _is_light() -> bool:
    """Whether this process holds little memory, which it would keep while it is idle."""
    if not MEMORY.exists():  # no Linux
        return True
    return int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") < LIGHT


def _answer_all() -> None:
    """What the other process does. What is printed must not get between the answers."""
    step_back()
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            function, given, named = pickle.load(questions)  # noqa: S301 - from our own process
        except EOFError:
            return
        try:
            told = pickle.dumps((True, function(*given, **named)))
        except Exception as mistake:  # the other side raises it
            told = pickle.dumps((False, mistake))
        answers.write(told + pickle.dumps(_is_light()))
        answers.flush()


if __name__ == "__main__":
    _answer_all()
