"""Runs of sync in the background of the serving process: one per athlete, whatever is clicked."""

from __future__ import annotations

import logging
import threading

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from . import sync
from .logbook import Logbook
from .models import Sync

log = logging.getLogger(__name__)


def lock_name(athlete_id: int) -> str:
    """The lock that whoever syncs this athlete holds, in whatever process."""
    return f"sync-{athlete_id}"


class Jobs:
    """The threads that sync, each holding its athlete's lock.

    They are daemons: a process that ends does not wait for an answer of Strava, and what a
    page had brought is committed already.
    """

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self._ending = threading.Event()
        self._cancelled: dict[int, threading.Event] = {}
        self._threads: dict[int, threading.Thread] = {}
        self._starting = threading.Lock()

    def start(self, athlete_id: int, *, full: bool = False) -> bool:
        """Begin a run; when this returns, the run is recorded.

        False if one is under way already, here or in another process: it is left alone.
        """
        with self._starting:
            lock = self._logbook.lock(lock_name(athlete_id), timeout=0)
            try:
                lock.acquire()
            except Timeout:
                return False
            try:
                with self._logbook.sessions() as session:
                    sync.mark_interrupted(session, athlete_id)
                    record = sync.begin(session, athlete_id, full=full)
                cancelled = threading.Event()
                thread = threading.Thread(
                    target=self._run, args=(record, lock, cancelled), daemon=True
                )
                self._cancelled[athlete_id], self._threads[athlete_id] = cancelled, thread
                thread.start()
            except BaseException:
                lock.release()
                raise
        return True

    def latest(self, athlete_id: int) -> Sync | None:
        """The athlete's newest run, and the truth about it if the process it ran in has died."""
        with self._logbook.sessions() as session:
            record = sync.latest(session, athlete_id)
            if record is None or record.state != "running" or self._runs_here(athlete_id):
                return record
            try:
                with self._logbook.lock(lock_name(athlete_id), timeout=0):
                    sync.mark_interrupted(session, athlete_id)
            except Timeout:
                return record
            session.refresh(record)
            return record

    def wait(self, athlete_id: int, timeout: float) -> None:
        """Wait for the end of the athlete's run here, at most so many seconds."""
        with self._starting:
            thread = self._threads.get(athlete_id)
        if thread is not None:
            thread.join(timeout)

    def cancel(self, athlete_id: int, timeout: float = 5.0) -> None:
        """Have the athlete's run here end before its next call, and wait that long for it."""
        with self._starting:
            cancelled = self._cancelled.get(athlete_id)
        if cancelled is not None:
            cancelled.set()
        self.wait(athlete_id, timeout)

    def stop(self, timeout: float = 0.5) -> None:
        """Have all runs end, and wait for them a moment: the process is about to."""
        self._ending.set()
        with self._starting:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(timeout)

    def _runs_here(self, athlete_id: int) -> bool:
        thread = self._threads.get(athlete_id)
        return thread is not None and thread.is_alive()

    def _run(self, record: Sync, lock: FileLock, cancelled: threading.Event) -> None:
        client = self._logbook.client(record.athlete_id)
        try:
            sync.run(
                self._logbook.sessions,
                client,
                record.id,
                lambda: self._ending.is_set() or cancelled.is_set(),
            )
        except SQLAlchemyError as error:
            log.error("sync %d could not be recorded as finished: %s", record.id, error)
        finally:
            client.close()
            lock.release()
