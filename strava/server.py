"""`python app.py`: the Waitress server, for this computer only, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from flask import Flask
from waitress.task import ThreadedTaskDispatcher
from waitress.wasyncore import close_all

from . import __version__, log, memory, settings
from .errors import LogbookError, SettingsError
from .http_server import create_server
from .settings import Settings

THREADS = 8
_COLLECT_AFTER = 50_000
"""How many more objects there are than at the last search for garbage before the next one."""


class QuickDispatcher(ThreadedTaskDispatcher):
    """Waitress's threads, which get one second instead of five to finish their responses."""

    def shutdown(self, cancel_pending: bool = True, timeout: int = 1) -> bool:
        """Stop the threads."""
        return super().shutdown(cancel_pending, timeout)


def main(create_app: Callable[[Settings], Flask], arguments: Sequence[str] | None = None) -> int:
    """Serve the application; return the exit status: 0 after Ctrl-C, 1 if it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        config = settings.from_environment()
        config = replace(
            config,
            host=settings.loopback_host(options.host or config.host),
            port=settings.port_number(options.port or str(config.port)),
        )
        log.configure(config.log_level)
        memory.share_pools()
        sockets = _listen(config.host, config.port)
        try:
            app = create_app(config)
        except LogbookError:
            _close(sockets)
            raise
    except LogbookError as error:
        _print(str(error), sys.stderr)
        return 1
    # Of the two names of ::1, Strava redirects browsers only to localhost.
    url = f"http://{'localhost' if config.host == '::1' else config.host}:{config.port}"
    # Everything loaded so far lives until the end. Searching it for garbage again and again
    # would take a fifth of the time of a sync.
    gc.freeze()
    # Pages make tens of thousands of objects and hardly any cycles. Searching those for garbage
    # would take a fifth of the time of the page of statistics.
    gc.set_threshold(_COLLECT_AFTER)
    app.extensions["jobs"].resume_all()
    _print(f"Logbook is at {url}\nPress Ctrl-C to stop it.", sys.stdout)
    if options.browser and _can_open_browser():
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    _serve(app, sockets)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python app.py", description="Serve Logbook to the browser on this computer."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--host", help="localhost (the default) or 127.0.0.1")
    parser.add_argument("--port", help="the port to listen on (default: 8000)")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="do not open the browser"
    )
    return parser


def _listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets at every address of `host`; raises SettingsError.

    Browsers try both ::1 and 127.0.0.1 for localhost.
    """
    sockets: list[socket.socket] = []
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        try:
            listener = socket.socket(family, kind, protocol)
        except OSError:
            continue
        try:
            _bind(listener, address)
        except OSError as error:
            listener.close()
            # A computer without IPv6 can still have a name for its address.
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue
            _close(sockets)
            raise SettingsError(_reason(error, port)) from None
        sockets.append(listener)
    if not sockets:
        raise SettingsError(f"This computer has no address for {host}. Try --host 127.0.0.1.")
    return sockets


def _close(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        listener.close()


def _bind(listener: socket.socket, address: Any) -> None:
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind(address)
    listener.listen(128)


def _reason(error: OSError, port: int) -> str:
    if error.errno == errno.EACCES:
        reason = f"Port {port} is reserved for system programs"
    else:
        reason = f"Port {port} is in use, perhaps by another Logbook"
    other = port + 1 if port < 65535 else 8000
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return f"{reason}; choose another: {python} app.py --port {other}"


def _print(text: str, stream: TextIO | None) -> None:
    """Print a text, unless the stream is closed or full, which must not end the server."""
    if stream is None:  # It was closed before the start.
        return
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # Python would try again at the end, and fail.
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


def _can_open_browser() -> bool:
    """Return whether a person started this at a terminal of a computer with a display."""
    if sys.stdout is None or not sys.stdout.isatty():
        return False
    return not sys.platform.startswith("linux") or any(
        os.environ.get(name)
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
    )


def _stop_signals() -> list[signal.Signals]:
    """Return the signals that stop the server: Ctrl-C, `kill`, and closing the terminal."""
    # SIGHUP on macOS and Linux, SIGBREAK on Windows. `nohup` makes a program ignore SIGHUP.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    return [one for one in signals if signal.getsignal(one) != signal.SIG_IGN]


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C would only interrupt the cleanup, with a traceback.
    for number in _stop_signals():
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _serve(app: Flask, sockets: list[socket.socket]) -> None:
    for number in _stop_signals():
        signal.signal(number, _stop)
    dispatcher = QuickDispatcher()
    dispatcher.set_thread_count(THREADS)
    connections: dict[int, Any] = {}
    server = create_server(app, sockets, connections, dispatcher)
    try:
        server.run()  # Returns at Ctrl-C.
    finally:
        app.extensions["jobs"].stop()
        app.extensions["demo"].close()
        close_all(connections)
