"""Python processes for tests, which start in a fraction of the time where the system allows it.

Such a process is forked from one that has imported Logbook already. All else is as for a process
that `subprocess` starts: it has its own memory, environment, streams, folder, signals, and exit.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WARNINGS = ("-W", "error", "-W", "ignore::ResourceWarning")
_PR_SET_CHILD_SUBREAPER = 36


def start(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start Python with these arguments in the folder of app.py, with warnings as errors.

    All three streams are pipes. The environment defaults to that of this process.
    """
    env = dict(os.environ if environment is None else environment)
    is_forked = sys.platform == "linux" and _for_python(env) == _for_python(os.environ)
    return (_Forked if is_forked else subprocess.Popen)(
        [sys.executable, *WARNINGS, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _for_python(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Python itself reads when it starts, but for PYTHONPATH."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("PYTHON") and name != "PYTHONPATH"
    }


class _Forked(subprocess.Popen[str]):
    """A process that the fork server starts instead of the system."""

    def _execute_child(
        self,
        args: list[str],
        executable: Any,
        preexec_fn: Any,
        close_fds: Any,
        pass_fds: Any,
        cwd: Path,
        env: dict[str, str],
        startupinfo: Any,
        creationflags: Any,
        shell: Any,
        stdin: int,
        _stdin: int,
        _stdout: int,
        stdout: int,
        _stderr: int,
        stderr: int,
        *_others: Any,
    ) -> None:
        arguments = args[1 + len(WARNINGS) :]
        program = {"arguments": arguments, "environment": env, "folder": str(cwd)}
        streams = [stdin, stdout, stderr]
        server, _ = _fork_server()
        socket.send_fds(server, [json.dumps(program).encode()], streams)
        self.pid = int(server.recv(20))
        self._child_created = True
        for stream in streams:
            os.close(stream)


@cache
def _fork_server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the fork server of this process, and return the connection to it, and its process."""
    # Makes the forked processes children of this one, which can then wait for their exit.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with there:
        process = subprocess.Popen(
            [sys.executable, *WARNINGS, "-m", "tests.fork_server", str(there.fileno())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
        )
    return here, process
