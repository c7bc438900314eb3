"""A background thread that executes one run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from filelock import FileLock

from ..db.damage import explain
from ..db.enums import RunKind, RunState, WaitReason
from ..db.models import SyncRun
from ..logbook import Logbook
from . import runs
from .engine import Works, execute

log = logging.getLogger(__name__)

STOPPED = (
    "Logbook was stopped during this {0}. What had arrived is stored, and the {0} continues from "
    "there."
)


class Job:
    """A thread that executes one run, and holds its lane's lock while it runs.

    The thread is a daemon: a process that ends does not wait for a response from Strava, and each
    page is committed as soon as it arrives.
    """

    def __init__(
        self,
        logbook: Logbook,
        run: SyncRun,
        lock: FileLock,
        *,
        reserve: int,
        works: Works,
        process_ending: threading.Event,
        on_end: Callable[[], None],
    ) -> None:
        self.unstored: SyncRun | None = None
        """The failed run, if the database could not store its outcome."""
        self._logbook = logbook
        self._run = run
        self._lock = lock
        self._reserve = reserve
        self._works = works
        self._process_ending = process_ending
        self._on_end = on_end
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._main, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Return whether the thread is running."""
        return self._thread.is_alive()

    def join(self, timeout: float) -> None:
        """Wait for the thread for at most `timeout` seconds."""
        # A process may end between a job and the start of its thread.
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def abandon(self) -> None:
        """Release the lock, and make the thread end without storing anything more.

        The thread may still be waiting for a response from Strava, which it then ignores.
        """
        self._abandoned.set()
        self._lock.release()

    def _main(self) -> None:
        try:
            self._execute()
        except Exception as error:
            reason = explain(error, lambda: self._logbook.settings)
            if reason is None:
                raise
            failed = self._run
            failed.state, failed.error = RunState.FAILED, str(reason)
            failed.finished_at = self._logbook.now()
            self.unstored = failed
            log.error("sync %d: %s", failed.id, failed.error)
        finally:
            self._lock.release()
        if not self._is_stopping():
            self._on_end()

    def _execute(self) -> None:
        run = execute(
            self._logbook,
            self._run,
            stopping=self._is_stopping,
            reserve=self._reserve,
            works=self._works,
        )
        if self._process_ending.is_set() and not self._abandoned.is_set():
            with self._logbook.sessions() as session:
                now = self._logbook.now()
                sentence = STOPPED.format("import" if run.kind == RunKind.ARCHIVE else "sync")
                runs.wait(session, run.id, WaitReason.RESTART, now, error=sentence)
        elif run.error is not None:
            log.warning("sync %d: %s", run.id, run.error)

    def _is_stopping(self) -> bool:
        return self._process_ending.is_set() or self._abandoned.is_set()
