"""The background runs of the server process: started, resumed, paused and canceled.

A waiting run occupies neither a thread nor a lock. Its row has the time at which it continues,
and a ticker polls for runs that are due. So a wait survives a restart of Logbook.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from filelock import Timeout
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..db.damage import database_errors
from ..db.enums import Lane, RunKind, RunState
from ..db.models import SyncRun
from ..errors import NotConnected, StorageError
from ..logbook import Logbook
from ..recordings import pending
from . import missing_details, runs
from .engine import NO_WORKS, Works
from .job import Job
from .route_index import RouteIndexer, index_routes
from .ticker import Ticker

log = logging.getLogger(__name__)

JobKey = tuple[int, Lane]
"""An athlete's id and a lane: there is one job for each."""


class Jobs:
    """Starts, stops and keeps track of the jobs of all athletes.

    `works` are those of lanes that packages above this one add.
    """

    def __init__(self, logbook: Logbook, works: Works = NO_WORKS) -> None:
        self._logbook = logbook
        self._works = works
        self._jobs: dict[JobKey, Job] = {}
        self._starting = threading.RLock()
        self._ending = threading.Event()
        self._ticker = Ticker(self._tick)
        self._indexer = RouteIndexer(logbook)

    def start(self, athlete_id: int, *, full: bool = False, clicked: bool = True) -> str | None:
        """Start or resume the athlete's run, and return None; the run is recorded by then.

        If a run is already running, or waits for a rate limit, return a sentence about it.
        `clicked` means that the athlete is waiting, so the run may use the reserved calls.
        """

        def begin(session: Session) -> SyncRun | None:
            now = self._logbook.now()
            if runs.awaits_rate_limit(runs.unfinished(session, athlete_id), now):
                return None
            return runs.begin(session, athlete_id, now, full=full)

        if self.begin((athlete_id, Lane.SYNC), begin, 0 if clicked else RESERVE):
            return None
        run = self.latest(athlete_id)
        if run is not None and run.state == RunState.WAITING and run.error:
            return f"{run.error} The sync then continues automatically."
        return "A sync is already running."

    def start_deep(self, athlete_id: int) -> None:
        """Start fetching all details, if the athlete has turned that on and any are missing."""

        def begin(session: Session) -> SyncRun | None:
            now = self._logbook.now()
            athlete = athletes.get(session, athlete_id)
            if (
                not athlete.deep_sync
                or athletes.valid_token(session, athlete) is None
                or runs.awaits_rate_limit(runs.unfinished(session, athlete_id, Lane.DEEP), now)
                or missing_details.newest(session, athlete_id, now) is None
            ):
                return None
            return runs.begin_kind(session, athlete_id, RunKind.DEEP, now)

        self.begin((athlete_id, Lane.DEEP), begin)

    def start_measuring(self, athlete_id: int) -> None:
        """Start measuring the stored recordings, if any need it. This calls nobody."""

        def begin(session: Session) -> SyncRun | None:
            pending.outdate_shares(session, athlete_id)
            is_unfinished = runs.unfinished(session, athlete_id, Lane.MEASURES) is not None
            if not is_unfinished and not pending.count(session, athlete_id):
                session.commit()
                return None
            return runs.begin_kind(session, athlete_id, RunKind.MEASURES, self._logbook.now())

        self.begin((athlete_id, Lane.MEASURES), begin)

    def latest(self, athlete_id: int, lane: Lane = Lane.SYNC) -> SyncRun | None:
        """Return the athlete's latest run, and resume it if its process has died."""
        with self._logbook.sessions() as session:
            run = runs.latest(session, athlete_id, lane)
        if run is None or run.state not in (RunState.RUNNING, RunState.WAITING):
            return run
        if run.state == RunState.WAITING:
            self._ticker.start()
            return run
        job = self._jobs.get((athlete_id, lane))
        if job is None or not job.is_alive():
            if job is not None and job.unstored is not None:
                return self._store_late(job, job.unstored)
            self._resume((athlete_id, lane))
        return run

    def resume_all(self) -> None:
        """Resume what was running or waiting when Logbook was stopped."""
        self._ticker.start()
        try:
            with database_errors(self._logbook.settings):
                self._resume_all()
        except StorageError as error:
            log.error("%s", error)

    def _resume_all(self) -> None:
        with self._logbook.sessions() as session:
            athlete_ids = [athlete.id for athlete in athletes.everyone(session)]
        for athlete_id in athlete_ids:
            for lane in Lane:
                self.latest(athlete_id, lane)
            self.start_deep(athlete_id)
            self.start_measuring(athlete_id)
        self.resume_due()
        self._indexer.start(athlete_ids)

    def resume_due(self) -> None:
        """Resume every run whose wait is over."""
        with self._logbook.sessions() as session:
            due = [
                (run.athlete_id, run.kind.lane) for run in runs.due(session, self._logbook.now())
            ]
        for key in due:
            self._resume(key)

    def pause(self, athlete_id: int, lane: Lane = Lane.SYNC) -> bool:
        """Pause the athlete's run until it is resumed; return False if there is none."""
        with self._starting, self._logbook.sessions() as session:
            is_paused = runs.pause(session, athlete_id, lane)
            self._abandon((athlete_id, lane))
        return is_paused

    def cancel(self, athlete_id: int, lane: Lane = Lane.SYNC) -> bool:
        """Cancel the athlete's run; return False if there is none.

        It stores nothing from then on, and another run can start immediately.
        """
        with self._starting, self._logbook.sessions() as session:
            is_canceled = runs.cancel(session, athlete_id, self._logbook.now(), lane)
            self._abandon((athlete_id, lane))
        return is_canceled

    def has_unfinished(self, athlete_id: int) -> bool:
        """Return whether the athlete has a running, waiting or paused run."""
        with self._logbook.sessions() as session:
            return runs.unfinished(session, athlete_id) is not None

    def mark_missing(self, athlete_id: int) -> bool:
        """Start a run that marks what the last full check missed as deleted.

        Return False while another run is unfinished.
        """

        def begin(session: Session) -> SyncRun | None:
            return runs.answer_missing(session, athlete_id, self._logbook.now(), are_deleted=True)

        return self.begin((athlete_id, Lane.SYNC), begin)

    def keep_missing(self, athlete_id: int) -> None:
        """Leave what the last full check missed as it is."""
        with self._logbook.sessions() as session:
            runs.answer_missing(session, athlete_id, self._logbook.now(), are_deleted=False)

    def wait(self, athlete_id: int, timeout: float, lane: Lane = Lane.SYNC) -> None:
        """Wait until the athlete's job in this process ends, for at most `timeout` seconds."""
        with self._starting:
            job = self._jobs.get((athlete_id, lane))
        if job is not None:
            job.join(timeout)

    def stop(self, timeout: float = 0.5) -> None:
        """Interrupt all jobs because the process is ending, and wait briefly for each."""
        self._ending.set()
        self._ticker.stop(timeout)
        self._indexer.stop(timeout)
        for job in list(self._jobs.values()):
            job.join(timeout)

    def _resume(self, key: JobKey) -> None:
        """Resume a run that no process executes, unless it is paused or not due yet."""
        athlete_id, lane = key

        def begin(session: Session) -> SyncRun | None:
            run = runs.unfinished(session, athlete_id, lane)
            if run is None or not runs.is_resumable(run, self._logbook.now()):
                return None
            return runs.mark_running(session, run)

        self.begin(key, begin)

    def begin(
        self, key: JobKey, begin: Callable[[Session], SyncRun | None], reserve: int = RESERVE
    ) -> bool:
        """Start a job for the run that `begin` returns; return False if there is none.

        Also return False if the lane's lock is held, here or by another process. If the file of
        the lock cannot be used, the run fails for this reason.
        """
        lock = self._logbook.lock(runs.lock_name(*key), timeout=0)
        with self._starting:
            try:
                lock.acquire()
            except Timeout:
                return False
            except StorageError as error:
                return self._fail(begin, error)
            try:
                with self._logbook.sessions() as session:
                    run = begin(session)
                if run is not None:
                    self._jobs[key] = job = Job(
                        self._logbook,
                        run,
                        lock,
                        reserve=reserve,
                        works=self._works,
                        process_ending=self._ending,
                        on_end=partial(self._follow_up, key),
                    )
                    job.start()
                    return True
            except BaseException:
                lock.release()
                raise
            lock.release()
        return False

    def _fail(self, begin: Callable[[Session], SyncRun | None], error: StorageError) -> bool:
        """Store that the run which `begin` returns has failed; return False if there is none."""
        log.error("%s", error)
        with self._logbook.sessions() as session:
            run = begin(session)
            if run is not None:
                now = self._logbook.now()
                runs.finish(session, run.id, RunState.FAILED, now, error=str(error))
        return run is not None

    def _abandon(self, key: JobKey) -> None:
        if (job := self._jobs.pop(key, None)) is not None:
            job.abandon()

    def _follow_up(self, key: JobKey) -> None:
        """After a job: poll for the end of a wait, or use what is new."""
        athlete_id, lane = key
        try:
            with database_errors(self._logbook.settings):
                with self._logbook.sessions() as session:
                    run = runs.latest(session, athlete_id, lane)
                if run is not None and run.state == RunState.WAITING:
                    self._ticker.start()
                is_new = lane in (Lane.SYNC, Lane.ARCHIVE)
                if run is None or not is_new or run.state == RunState.RUNNING:
                    return
                self.start_measuring(athlete_id)
                if run.state == RunState.DONE:
                    self.start_deep(athlete_id)
                    index_routes(self._logbook, athlete_id, self._ending.is_set)
        except (StorageError, NotConnected) as error:
            log.warning("%s", error)

    def _store_late(self, job: Job, run: SyncRun) -> SyncRun:
        """Try again to store the outcome of a run, and return the run."""
        with suppress(SQLAlchemyError), self._logbook.sessions() as session:
            runs.finish(session, run.id, RunState.FAILED, self._logbook.now(), error=run.error)
            job.unstored = None
        return run

    def _tick(self) -> bool:
        """Resume what is due, and return whether any run is still waiting."""
        with database_errors(self._logbook.settings):
            self.resume_due()
            with self._logbook.sessions() as session:
                return runs.any_waiting(session)
