"""`python -m strava.archive.worker FILE`: reads an archive for another process.

It answers requests on standard input, one after another, and ends with the other process. A
request that takes too long ends it: the faulthandler's thread does not need Python's lock, so
that even an endless loop of a C library cannot stop it.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from .faults import UnreadableArchive, UnreadableFile
from .frames import Answer, Outcome, Request, receive, send

MOST_REQUESTS = 2_000
MOST_MEMORY = 512 * 1024 * 1024
"""Bytes. A process that has needed more at some time is replaced by a new one."""


def main() -> None:
    """Answer requests until there are no more, or until a new process should take over."""
    # The other process decides when to stop. Ctrl-C, a closed terminal and the end of the system
    # reach both, and a file must not count as the reason why this process ended.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # Nothing else may be written between the answers.
    serve(Path(sys.argv[1]), source, target)


def serve(path: Path, source: IO[bytes], target: IO[bytes]) -> None:
    """Answer the requests of `source` about an archive."""
    from .reading import Reading  # noqa: PLC0415 - after the process can answer with an error

    reading: Reading | None = None
    with open(os.devnull, "w", encoding="ascii") as nowhere:
        for number in range(1, MOST_REQUESTS + 1):
            request: Request | None = receive(source)
            if request is None:
                return
            faulthandler.dump_traceback_later(request.seconds, exit=True, file=nowhere)
            try:
                reading = reading or Reading(path)
                outcome, value = answer(reading, request)
            except UnreadableArchive as error:
                outcome, value = Outcome.UNREADABLE_ARCHIVE, str(error)
            except BaseException as error:
                outcome, value = Outcome.ERROR, _place(error)
            faulthandler.cancel_dump_traceback_later()
            is_last = number == MOST_REQUESTS or _peak_memory() > MOST_MEMORY
            if not send(target, Answer(outcome, value, is_last)) or is_last:
                return


def answer(reading: Any, request: Request) -> tuple[Outcome, Any]:
    """Return the answer to a request."""
    try:
        return Outcome.VALUE, getattr(reading, request.method)(*request.arguments)
    except UnreadableFile as error:
        return Outcome.UNREADABLE_FILE, str(error)
    except (MemoryError, RecursionError):
        return Outcome.UNREADABLE_FILE, "The file is too large or too deeply nested to read."


def _place(error: BaseException) -> str:
    """Return where an error was raised, without its message, which may have text of the archive."""
    return "".join([*traceback.format_tb(error.__traceback__), type(error).__name__])


def _peak_memory() -> int:
    """Return the most bytes that this process has needed; 0 if the system does not say."""
    if sys.platform == "darwin":
        import resource  # noqa: PLC0415 - Windows has none

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux, `ru_maxrss` would be that of the process that has started this one, if it is larger.
    with suppress(OSError, ValueError), open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
