"""A process that reads an archive: started when needed, and again when it ends.

Decoding takes seconds of computing for each thousand points, which would keep pages waiting. A
file that makes the process end, or that takes too long, costs nothing but itself.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..settings import ROOT
from .faults import UnreadableArchive, UnreadableFile
from .frames import Answer, Outcome, Request, receive, send

log = logging.getLogger(__name__)

SECONDS_FOR_FILE = 60.0
SECONDS_FOR_TABLES = 600.0
_SECONDS_TO_END = 5.0


class Worker:
    """Calls methods of `reading.Reading` in a process of its own. Close it at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, method: str, *arguments: Any, seconds: float = SECONDS_FOR_FILE) -> Any:
        """Return what the method returns.

        Raises UnreadableFile and UnreadableArchive as the method does. Raises UnreadableFile also
        if the file takes too long, or ends a process that has read nothing else.
        """
        is_new = self._process is None
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        began = time.monotonic()
        answer: Answer | None = None
        if send(process.stdin, Request(method, arguments, seconds)):
            answer = receive(process.stdout)
        if answer is None or answer.is_last:
            self.close()
        if answer is None and time.monotonic() - began >= seconds:
            raise UnreadableFile(
                f"Reading it took more than {seconds:.0f} seconds, and was given up."
            )
        if answer is None and is_new:
            raise UnreadableFile(
                "Reading it ended the process, perhaps because it needs too much memory."
            )
        if answer is None:
            return self.call(method, *arguments, seconds=seconds)
        match answer.outcome:
            case Outcome.UNREADABLE_FILE:
                raise UnreadableFile(answer.value)
            case Outcome.UNREADABLE_ARCHIVE:
                raise UnreadableArchive(answer.value)
            case Outcome.ERROR:
                log.error("%s of an archive failed:\n%s", method, answer.value)
                raise UnreadableFile("Logbook cannot read it; the log has the details.")
        return answer.value

    def close(self) -> None:
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(  # noqa: S603 - this program itself
            # -P: a file of the current folder must not take the place of a library.
            [sys.executable, "-P", "-m", f"{__package__}.worker", str(self._path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process = process
        # At the exit of a server, the thread of an import is not waited for.
        weakref.finalize(self, _end, process)
        return process

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that waits for a request, or computes."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        log.warning("The process %d that reads an archive does not end.", process.pid)
