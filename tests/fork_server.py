"""A Python process that has imported Logbook, and forks itself for each program of a test.

Importing takes such a program longer than all the rest. `tests/processes.py` talks to it.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

LARGEST_MESSAGE = 200_000


def serve(connection: socket.socket) -> dict[str, Any]:
    """Fork for each message, and return the message in the process that is to run its program.

    Each message comes with the three standard streams, and is answered with the ID of the process.
    """
    while True:
        message, streams, _, _ = socket.recv_fds(connection, LARGEST_MESSAGE, 3)
        if not message:
            os._exit(0)
        answers, answer = os.pipe()
        middle = os.fork()
        if middle == 0:
            process = os.fork()
            if process == 0:
                for number, stream in enumerate(streams):
                    os.dup2(stream, number)
                os.closerange(3, max(*streams, answers, answer, connection.fileno()) + 1)
                connection.detach()
                program: dict[str, Any] = json.loads(message)
                return program
            os.write(answer, str(process).encode())
            # Without its parent, the process becomes a child of the process of the tests.
            os._exit(0)
        os.waitpid(middle, 0)
        connection.send(os.read(answers, 20))
        for descriptor in (*streams, answers, answer):
            os.close(descriptor)


def run(arguments: list[str]) -> None:
    """Run what `python` runs with these arguments: -m and a module, -c and code, or a file."""
    kind, *rest = arguments
    if kind == "-m":
        sys.path.insert(0, str(Path.cwd()))
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.path.insert(0, "")
        sys.argv = ["-c", *rest[1:]]
        exec(rest[0], {"__name__": "__main__"})
    else:
        sys.path.insert(0, str(Path(kind).parent.absolute()))
        sys.argv = arguments
        runpy.run_path(kind, run_name="__main__")


def main() -> None:
    connection = socket.socket(fileno=int(sys.argv[1]))
    for name in ("app", "strava.server", "strava.cli.command", "filelock"):
        __import__(name)
    gc.collect()
    gc.freeze()
    program = serve(connection)
    os.chdir(program["folder"])
    os.environ.clear()
    os.environ.update(program["environment"])
    sys.path.pop(0)  # is what `python -m` put there for this module
    run(program["arguments"])


if __name__ == "__main__":
    main()
