"""A PostgreSQL server for tests, in a temporary folder and on a free port."""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL

PROGRAMS = ("initdb", "pg_ctl", "postgres")
COMMON_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
OWNER, STRANGER = "logbook", "stranger"
"""The users: the server asks the stranger for a password, but not the owner."""

_ACCESS = f"host all {STRANGER} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
_CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
full_page_writes = off
synchronous_commit = off
"""


def find_programs() -> Path | None:
    """Return the folder with PostgreSQL's programs: the one in PATH, otherwise the newest."""
    in_path = shutil.which("initdb")
    common = sorted(itertools.chain(*map(glob.glob, COMMON_FOLDERS)), key=_version, reverse=True)
    for folder in filter(None, (in_path and os.path.dirname(in_path), *common)):
        if all(shutil.which(program, path=folder) for program in PROGRAMS):
            return Path(folder)
    return None


class Server:
    """A PostgreSQL server in a temporary folder. It is fast because it never syncs to disk."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="logbook-postgres-"))
        self._data, self._log = self._folder / "data", self._folder / "log"
        self._account = _hand_over(self._folder)
        self._numbers = itertools.count(1)
        self._stalled: list[int] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]

    def create(self) -> None:
        """Create the server, start it, and wait until it accepts connections."""
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *options, f"--username={OWNER}")
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURATION.format(port=self.port))
        (self._data / "pg_hba.conf").write_text(_ACCESS)
        self._start()
        self.execute(f"CREATE ROLE {STRANGER} LOGIN PASSWORD 'right'")

    def remove(self) -> None:
        """Stop the server, and delete its folder."""
        self.go_on()
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--mode=immediate")
        shutil.rmtree(self._folder)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server, close all connections, and start it again at the end."""
        self._run("pg_ctl", "stop", "--wait", "--mode=fast")
        with socket.socket() as reserved:
            # A bound port that nobody listens on refuses connections, and stays reserved.
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind(("127.0.0.1", self.port))
            yield
        self._start()

    def url(self, database: str, user: str = OWNER, password: str | None = None) -> URL:
        """Return the URL of a database, which need not exist."""
        return URL.create("postgresql+psycopg", user, password, "127.0.0.1", self.port, database)

    def new_database(self, encoding: str = "UTF8") -> URL:
        """Create an empty database, and return its URL."""
        return self._new_database(f"TEMPLATE template0 ENCODING '{encoding}'")

    def copy(self, database: URL) -> URL:
        """Copy a database that has no connections, and return the URL of the copy."""
        return self._new_database(f"TEMPLATE {database.database}")

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Execute one statement as the owner."""
        with self._connection(database) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def locked(self, table: str, database: str) -> Iterator[None]:
        """Lock a table, as another program would."""
        with self._connection(database) as connection, connection.transaction():
            connection.execute(f"LOCK TABLE {table}".encode())
            yield

    def cut_connections(self, database: str) -> None:
        """Close every connection to a database, as an administrator does."""
        self.execute(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            f"WHERE datname = '{database}'"
        )

    def stall(self) -> None:
        """Stop every process of the server without closing a connection, until `go_on`."""
        query = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        with self._connection("postgres") as connection:
            children = [pid for (pid,) in connection.execute(query)]
        main = int((self._data / "postmaster.pid").read_text().split()[0])
        self._stalled = [main, *children]
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Continue all processes after `stall`."""
        self._signal(signal.SIGCONT)
        self._stalled = []

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._stalled:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _connection(self, database: str) -> psycopg.Connection[Any]:
        url = self.url(database).set(drivername="postgresql").render_as_string()
        return psycopg.connect(url, autocommit=True)

    def _new_database(self, options: str) -> URL:
        name = f"logbook_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def _start(self) -> None:
        self._run("pg_ctl", "start", "--wait", f"--log={self._log}")

    def _run(self, program: str, *arguments: str) -> None:
        # To a file, because the server would inherit a pipe and keep it open.
        output_file = self._folder / "output"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PG")
        }
        with output_file.open("w") as output:
            done = subprocess.run(
                [self._programs / program, *arguments, f"--pgdata={self._data}"],
                check=False,
                cwd=self._folder,
                env={**environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=60,
                user=self._account,
            )
        if done.returncode != 0:
            log = self._log.read_text() if self._log.exists() else ""
            raise RuntimeError(f"{program}: {output_file.read_text()}{log}")


def _hand_over(folder: Path) -> str | None:
    """If this process runs as root, give the folder to another user, and return that user.

    PostgreSQL refuses to run as root.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    for account in ("postgres", "nobody"):
        try:
            shutil.chown(folder, account)
        except LookupError:
            continue
        return account
    raise RuntimeError("PostgreSQL does not run as root, and there is no user `nobody`.")


def _version(folder: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder)]
