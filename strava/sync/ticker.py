"""A background thread that calls a function at intervals."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from ..db.errors import storage_error
from ..errors import LogbookError

log = logging.getLogger(__name__)

INTERVAL, IDLE_INTERVAL = 1.0, 10.0
"""Seconds between two calls. They are short because a long timer is late if the computer sleeps,
and because another process may leave a run waiting at any time."""
THREAD_NAME = "sync ticker"


class Ticker:
    """Calls `tick` until it is stopped: more often while `tick` returns True.

    An error of the database or of Strava is logged, and the calls go on.
    """

    def __init__(self, tick: Callable[[], bool]) -> None:
        self._tick = tick
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, unless it is running or was stopped."""
        with self._starting:
            is_running = self._thread is not None and self._thread.is_alive()
            if not is_running and not self._stopped.is_set():
                # A daemon, because the process must not wait for a response from Strava.
                self._thread = threading.Thread(target=self._loop, name=THREAD_NAME, daemon=True)
                self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop the thread for good, and wait for it for at most `timeout` seconds."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _loop(self) -> None:
        interval = INTERVAL
        while not self._stopped.wait(interval):
            try:
                interval = INTERVAL if self._tick() else IDLE_INTERVAL
            except SQLAlchemyError as error:
                log.warning("%s", storage_error(error))
            except (OSError, LogbookError) as error:
                log.warning("%s", error)
