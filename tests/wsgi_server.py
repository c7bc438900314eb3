"""A web server in a thread."""

from __future__ import annotations

import threading
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher
from waitress.wasyncore import close_all

MAX_THREADS = 8


class GrowingDispatcher(ThreadedTaskDispatcher):
    """Starts a thread when a request comes and all others are busy.

    Most tests send few requests at a time, and starting eight threads takes longer than those.
    """

    def add_task(self, task: Any) -> None:
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()
            if self.stop_count:
                return
            needed = min(self.active_count + len(self.queue), MAX_THREADS)
        self.set_thread_count(max(needed, len(self.threads)))


class WSGIServer:
    """Serves a WSGI application on a free port of this computer."""

    def __init__(self, app: Any) -> None:
        self._connections: dict[int, Any] = {}
        self._server: Any = create_server(
            app,
            map=self._connections,
            host="127.0.0.1",
            port=0,
            _dispatcher=GrowingDispatcher(),
        )
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.effective_port}"

    def stop(self) -> None:
        """Tell the server to stop."""
        # The trigger wakes the thread of the server, which then calls the function.
        self._server.trigger.pull_trigger(self._is_stopping.set)

    def join(self) -> None:
        """Wait until the server has stopped, and close its connections."""
        self._thread.join(10)
        # Not in the thread, which may see the request to stop before `stop` has woken it.
        self._server.task_dispatcher.shutdown(timeout=5)
        # Waitress leaves the files open that it is still sending.
        for connection in [*self._connections.values()]:
            if isinstance(connection, HTTPChannel):
                connection.handle_close()
        close_all(self._connections)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            self._server.asyncore.loop(timeout=1, map=self._connections, count=1)
