"""How does a new snapshot come up without anybody having to wait for its first answers?

Answers are remembered by snapshot, so after a load every reader would wait for all of them to be
worked out anew. What readers have on screen is therefore asked of a new snapshot in a process
aside, and until that is done they go on with the one before. Who comes anew, and who looks after
the records, sees the new one at once.
"""

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from data import aside, store
from pages.components.permalink import Address

LOG = logging.getLogger(__name__)
MOST = 12  # pages that are asked again, the latest first
FRESH = 900  # seconds after which nobody is taken to be looking any more
PATIENCE = 90  # seconds for which readers are kept with the snapshot before
KEPT = "snapshot_shown"  # in the session
Key = tuple[str, Hashable]


@dataclass(frozen=True)
class Looked:
    """A page that somebody looked at, by the name of its module, and the choices on it."""

    module: str
    address: Address


class Warming:
    """What is looked at, which snapshot it is being asked of, and the answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked: OrderedDict[Looked, float] = OrderedDict()
        self._wanted: tuple[Path, str] | None = None
        self._until = 0.0
        self._at_work = False
        self._answers: dict[Key, object] = {}

    def note(self, looked: Looked) -> None:
        """Somebody looks at this."""
        with self._lock:
            self._looked[looked] = time.monotonic()
            self._looked.move_to_end(looked)
            while len(self._looked) > MOST:
                self._looked.popitem(last=False)

    def is_warm(self, home: Path, snapshot: str) -> bool:
        """Whether a snapshot can be shown to those who look at the one before.

        The first who asks starts the work.
        """
        with self._lock:
            now = time.monotonic()
            if self._wanted != (home, snapshot):
                self._wanted, self._answers = (home, snapshot), {}
                looked = any(at > now - FRESH for at in self._looked.values())
                if not looked:
                    self._until = 0.0
                elif self._until < now:  # load after load holds nobody up for longer
                    self._until = now + PATIENCE
                if looked and not self._at_work:
                    self._at_work = True
                    threading.Thread(target=self._work, daemon=True).start()
            return now >= self._until

    def take(self, key: Key) -> object | None:
        """An answer that was worked out ahead; from now on it is remembered by who asked."""
        with self._lock:
            return self._answers.pop(key, None)

    def _work(self) -> None:
        """Ask what is looked at of the newest snapshot; once more where another came meanwhile."""
        asked, found = None, {}
        while True:
            with self._lock:
                if asked == self._wanted:
                    self._answers, self._until, self._at_work = dict(found), 0.0, False
                    return
                asked, since = self._wanted, time.monotonic() - FRESH
                looked = tuple(one for one, at in reversed(self._looked.items()) if at > since)
            found = _worked_out(asked[0], looked)


def _worked_out(home: Path, looked: tuple[Looked, ...]) -> Mapping[Key, object]:
    try:
        return aside.ask(answers, home, looked)
    except Exception:  # whatever it is, readers are shown the new records, and wait for answers
        LOG.exception("new records are shown before what readers look at is worked out")
        return {}


_warming = Warming()
_heard: dict[Key, object] | None = None


def shown() -> str:
    """Id of the snapshot that this session is shown; "" while the store is empty."""
    home = store.default()
    newest = home.current()
    before = st.session_state.get(KEPT, "")
    if newest is None or newest.id == before:
        return before if newest else ""
    is_kept = before in {snapshot.id for snapshot in home.snapshots()}
    if is_kept and not _warming.is_warm(home.home.resolve(), newest.id):
        return before
    st.session_state[KEPT] = newest.id
    return newest.id


def let_go() -> None:
    """This session is shown the newest snapshot from now on, warm or not."""
    st.session_state.pop(KEPT, None)


def note(module: str, address: Address) -> None:
    """Remember that a page is looked at, if it shows the newest records."""
    if KEPT in st.session_state and not address.snapshot:
        _warming.note(Looked(module, replace(address, lang="")))


def answer(name: str, given: Hashable, work_out: Callable[[], object]) -> object:
    """An answer that has been worked out ahead, or else is worked out now."""
    try:
        key = (name, given)
        found = _warming.take(key)
    except TypeError:  # something in it cannot be told apart from its like
        return work_out()
    if found is not None:
        return found
    found = work_out()
    if _heard is not None:
        _heard[key] = found
    return found


def answers(home: Path, looked: tuple[Looked, ...]) -> Mapping[Key, object]:
    """Draw pages for nobody, and return all that was worked out for them."""
    from streamlit.testing.v1 import AppTest  # costs a second, and only the process aside needs it

    global _heard
    os.environ["DASHBOARD_HOME"] = str(home)
    store.default.cache_clear()
    logging.disable(logging.WARNING)  # that no server is running is just what is wanted
    _heard = {}
    for one in looked:
        drawn = f"import {one.module}\n{one.module}.render()"
        app = AppTest.from_string(drawn, default_timeout=PATIENCE)
        for name, value in vars(one.address).items():
            if value:
                app.query_params[name] = value
        app.run()
    found, _heard = _heard, None
    st.cache_data.clear()
    logging.disable(logging.NOTSET)
    return found
