"""Runs of sync in the background of the serving process: one per athlete, whatever is clicked."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from . import storage, sync
from .logbook import Logbook
from .models import Sync

log = logging.getLogger(__name__)


def lock_name(athlete_id: int) -> str:
    """The lock that whoever syncs this athlete holds, in whatever process."""
    return f"sync-{athlete_id}"


@dataclass(frozen=True)
class Job:
    """A run under way here."""

    thread: threading.Thread
    cancelled: threading.Event
    lock: FileLock


class Jobs:
    """The threads that sync, each holding its athlete's lock.

    They are daemons: a process that ends does not wait for an answer of Strava, and what a
    page had brought is committed already.
    """

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self._ending = threading.Event()
        self._jobs: dict[int, Job] = {}
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
                self._jobs[athlete_id] = Job(thread, cancelled, lock)
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
        if (job := self._jobs.get(athlete_id)) is not None:
            job.thread.join(timeout)

    def cancel(self, athlete_id: int) -> None:
        """End the athlete's run: from now on it stores nothing, and another may start.

        Its thread here may still wait for an answer of Strava, and then throws it away.
        """
        with self._starting:
            with self._logbook.sessions() as session:
                sync.mark_cancelled(session, athlete_id)
            if (job := self._jobs.pop(athlete_id, None)) is not None:
                job.cancelled.set()
                job.lock.release()

    def stop(self, timeout: float = 0.5) -> None:
        """Have all runs end, and wait for them a moment: the process is about to."""
        self._ending.set()
        for job in list(self._jobs.values()):
            job.thread.join(timeout)

    def _runs_here(self, athlete_id: int) -> bool:
        job = self._jobs.get(athlete_id)
        return job is not None and job.thread.is_alive()

    def _run(self, record: Sync, lock: FileLock, cancelled: threading.Event) -> None:
        client = self._logbook.client(record.athlete_id)
        try:
            done = sync.run(
                self._logbook.sessions,
                client,
                record,
                lambda: self._ending.is_set() or cancelled.is_set(),
            )
            if done.error is not None:
                log.warning("sync %d: %s", record.id, done.error)
        except SQLAlchemyError as error:
            log.error("sync %d: %s", record.id, storage.explain(error))
        finally:
            client.close()
            lock.release()
