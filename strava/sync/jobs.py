"""Runs in the background of the serving process: started, resumed when their wait is over, ended.

A run that waits holds neither a thread nor a lock: its row says when it goes on, and one thread
looks for rows whose time has come. So a wait outlives the process like everything else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..db.errors import storage_error
from ..db.models import SyncRun
from ..errors import LogbookError, NotConnected
from ..logbook import Logbook
from . import details, runs
from .engine import execute

log = logging.getLogger(__name__)

TICK, IDLE_TICK = 1.0, 10.0
"""Seconds between two looks for runs whose wait is over; by the wall clock, for computers sleep.
The second while nothing waits."""

ENDED = "Logbook was ended while this ran. What had arrived is kept; it goes on from there."

Lane = tuple[int, bool]
"""An athlete's id, and whether it is the run that fetches details."""


@dataclass(frozen=True)
class Job:
    """A run under way here; `disowned` once somebody else decides about it."""

    thread: threading.Thread
    disowned: threading.Event
    lock: FileLock


class Jobs:
    """The threads that carry out runs, each holding the lock of its athlete's lane.

    They are daemons: a process that ends does not wait for an answer of Strava, and what a
    page had brought is committed already.
    """

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self._ending = threading.Event()
        self._jobs: dict[Lane, Job] = {}
        self._unstored: dict[Lane, SyncRun] = {}
        self._starting = threading.RLock()
        self._clockwork: threading.Thread | None = None

    def start(self, athlete_id: int, *, full: bool = False, clicked: bool = True) -> str | None:
        """Begin a run, or take up the unfinished one; when this returns, it is recorded.

        `clicked` tells that the athlete waits for it; then it may use the calls kept for that.

        None if so, else a sentence: one is under way here or in another process, or waits for
        Strava's limit, and is left alone.
        """

        def begin(session: Session) -> SyncRun | None:
            if runs.held_back(runs.unfinished(session, athlete_id), self._logbook.now()):
                return None
            return runs.begin(session, athlete_id, self._logbook.now(), full=full)

        if self._begin((athlete_id, False), begin, 0 if clicked else RESERVE):
            return None
        record = self.latest(athlete_id)
        if record is not None and record.state == "waiting" and record.error:
            return f"{record.error} The sync goes on by itself then."
        return "A sync is running already."

    def start_deep(self, athlete_id: int) -> None:
        """Begin fetching details in the background, if the athlete wants it and any lack."""

        def begin(session: Session) -> SyncRun | None:
            athlete = athletes.get(session, athlete_id)
            if (
                not athlete.deep_sync
                or athletes.valid_token(session, athlete) is None
                or runs.held_back(
                    runs.unfinished(session, athlete_id, deep=True), self._logbook.now()
                )
                or details.lacking(session, athlete_id) is None
            ):
                return None
            return runs.begin_deep(session, athlete_id, self._logbook.now())

        self._begin((athlete_id, True), begin)

    def latest(self, athlete_id: int, *, deep: bool = False) -> SyncRun | None:
        """The athlete's newest run; if the process it ran in has died, it goes on here."""
        lane = athlete_id, deep
        with self._logbook.sessions() as session:
            record = runs.latest(session, athlete_id, deep=deep)
        if record is None or record.state not in ("running", "waiting"):
            return record
        if record.state == "waiting":
            self._wind_up()
        elif not self._runs_here(lane):
            if (unstored := self._unstored.get(lane)) is not None:
                return self._store_late(lane, unstored)
            self._take_up(lane)
        return record

    def take_up(self) -> None:
        """Go on with what was running or waiting when Logbook ended."""
        self._wind_up()
        try:
            with self._logbook.sessions() as session:
                everyone = [athlete.id for athlete in athletes.everyone(session)]
            for athlete_id in everyone:
                self.latest(athlete_id)
                self.latest(athlete_id, deep=True)
                self.start_deep(athlete_id)
            self.tick()
        except SQLAlchemyError as error:
            log.error("%s", storage_error(error))

    def tick(self) -> None:
        """Go on with every run whose wait is over."""
        with self._logbook.sessions() as session:
            due = [
                (run.athlete_id, run.kind == runs.DEEP) for run in runs.due(session, self._now())
            ]
        for lane in due:
            self._take_up(lane)

    def pause(self, athlete_id: int) -> bool:
        """Have the athlete's run rest until it is resumed; False if there is none."""
        with self._starting, self._logbook.sessions() as session:
            paused = runs.pause(session, athlete_id)
            self._disown((athlete_id, False))
        return paused

    def cancel(self, athlete_id: int, *, deep: bool = False) -> bool:
        """End the athlete's run: from now on it stores nothing, and another may start.

        Its thread here may still wait for an answer of Strava, and then throws it away.
        """
        with self._starting, self._logbook.sessions() as session:
            cancelled = runs.cancel(session, athlete_id, self._now(), deep=deep)
            self._disown((athlete_id, deep))
        return cancelled

    def unfinished(self, athlete_id: int) -> bool:
        """Whether the athlete has a run that is running, waiting or paused."""
        with self._logbook.sessions() as session:
            return runs.unfinished(session, athlete_id) is not None

    def mark_missing(self, athlete_id: int) -> bool:
        """Begin a run that marks what a full check missed; False while another is unfinished."""

        def begin(session: Session) -> SyncRun | None:
            return runs.answer(session, athlete_id, self._now(), gone=True)

        return self._begin((athlete_id, False), begin)

    def keep_missing(self, athlete_id: int) -> None:
        """Leave what a full check missed as it is."""
        with self._logbook.sessions() as session:
            runs.answer(session, athlete_id, self._now(), gone=False)

    def wait(self, athlete_id: int, timeout: float, *, deep: bool = False) -> None:
        """Wait for the end of the athlete's run here, at most so many seconds."""
        with self._starting:
            job = self._jobs.get((athlete_id, deep))
        if job is not None:
            job.thread.join(timeout)

    def stop(self, timeout: float = 0.5) -> None:
        """Have all runs end, and wait for them a moment: the process is about to."""
        self._ending.set()
        for job in list(self._jobs.values()):
            job.thread.join(timeout)
        if self._clockwork is not None:
            self._clockwork.join(timeout)

    def _now(self) -> datetime:
        return self._logbook.now()

    def _runs_here(self, lane: Lane) -> bool:
        job = self._jobs.get(lane)
        return job is not None and job.thread.is_alive()

    def _take_up(self, lane: Lane) -> None:
        """Go on with a run that nobody carries out, unless it rests or its time has not come."""
        athlete_id, deep = lane

        def begin(session: Session) -> SyncRun | None:
            record = runs.unfinished(session, athlete_id, deep=deep)
            if record is None or not runs.may_go_on(record, self._now()):
                return None
            return runs.set_off(session, record)

        self._begin(lane, begin)

    def _begin(
        self, lane: Lane, begin: Callable[[Session], SyncRun | None], reserve: int = RESERVE
    ) -> bool:
        athlete_id, deep = lane
        with self._starting:
            lock = self._logbook.lock(runs.lock_name(athlete_id, deep=deep), timeout=0)
            try:
                lock.acquire()
            except Timeout:
                return False
            try:
                with self._logbook.sessions() as session:
                    record = begin(session)
                if record is None:
                    lock.release()
                    return False
                self._unstored.pop(lane, None)
                disowned = threading.Event()
                thread = threading.Thread(
                    target=self._run, args=(lane, record, lock, disowned, reserve), daemon=True
                )
                self._jobs[lane] = Job(thread, disowned, lock)
                thread.start()
            except BaseException:
                lock.release()
                raise
        return True

    def _disown(self, lane: Lane) -> None:
        if (job := self._jobs.pop(lane, None)) is not None:
            job.disowned.set()
            job.lock.release()

    def _run(
        self,
        lane: Lane,
        record: SyncRun,
        lock: FileLock,
        disowned: threading.Event,
        reserve: int,
    ) -> None:
        def stopping() -> bool:
            return self._ending.is_set() or disowned.is_set()

        try:
            done = execute(self._logbook, record, stopping=stopping, reserve=reserve)
            if self._ending.is_set() and not disowned.is_set():
                with self._logbook.sessions() as session:
                    runs.wait(session, record.id, "start", self._now(), error=ENDED)
            elif done.error is not None:
                log.warning("sync %d: %s", record.id, done.error)
        except SQLAlchemyError as error:
            record.state, record.error = "failed", str(storage_error(error))
            record.finished_at = self._now()
            self._unstored[lane] = record
            log.error("sync %d: %s", record.id, record.error)
        finally:
            lock.release()
        if not stopping():
            self._follow_up(lane)

    def _follow_up(self, lane: Lane) -> None:
        athlete_id, deep = lane
        try:
            with self._logbook.sessions() as session:
                record = runs.latest(session, athlete_id, deep=deep)
            if record is not None and record.state == "waiting":
                self._wind_up()
            if record is not None and record.state == "done" and not deep:
                self.start_deep(athlete_id)
        except (SQLAlchemyError, NotConnected) as error:
            log.warning("%s", error)

    def _store_late(self, lane: Lane, record: SyncRun) -> SyncRun:
        """Try once more to store how a run ended that the database did not take."""
        with suppress(SQLAlchemyError), self._logbook.sessions() as session:
            runs.finish(session, record.id, "failed", self._now(), error=record.error)
            self._unstored.pop(lane, None)
        return record

    def _wind_up(self) -> None:
        """Have a thread look for waits that are over."""
        with self._starting:
            running = self._clockwork is not None and self._clockwork.is_alive()
            if not running and not self._ending.is_set():
                self._clockwork = threading.Thread(target=self._look_again, daemon=True)
                self._clockwork.start()

    def _look_again(self) -> None:
        # Another process may leave a run waiting, too: then a look now and then finds it.
        pause = TICK
        while not self._ending.wait(pause):
            try:
                self.tick()
                with self._logbook.sessions() as session:
                    pause = TICK if runs.waiting(session) else IDLE_TICK
            except SQLAlchemyError as error:
                log.warning("%s", storage_error(error))
            except (OSError, LogbookError) as error:
                log.warning("%s", error)
