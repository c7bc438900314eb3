"""Turns a database's error messages into sentences that tell the athlete what to do."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from .. import instance
from ..errors import StorageError


def storage_error(error: SQLAlchemyError | sqlite3.Error) -> StorageError:
    """Return the error to show for a database that cannot be read or written."""
    reason = str(getattr(error, "orig", None) or error).lower()
    if (unusable := _unusable_file(error, reason)) is not None:
        return unusable
    for pattern, sentence in _SENTENCES.items():
        if re.search(pattern, reason):
            return StorageError(sentence)
    return StorageError(f"The database cannot be used: {reason.splitlines()[0]}.")


def name_database(context: ExceptionContext) -> None:
    """Add the name of the SQLite database to an error, which says only that a file is unusable."""
    if context.engine is not None and isinstance(context.original_exception, sqlite3.Error):
        vars(context.original_exception)["database"] = context.engine.url.database


def _unusable_file(error: Exception, reason: str) -> StorageError | None:
    database = getattr(getattr(error, "orig", error), "database", None)
    if database is None or not re.search("unable to open|readonly", reason):
        return None
    return instance.unusable_database_file(Path(database))


DAMAGED = (
    "The database file is damaged. Restore it from a backup with flask restore, or move it away "
    "and sync again. docs/troubleshooting.md says how."
)
_SENTENCES = {
    # PostgreSQL. A driver that tried several addresses reports each: the response of a server
    # comes before the failure to reach one, because it says more.
    "password authentication failed|no password supplied": "PostgreSQL does not accept the user "
    "and password in DATABASE_URL. Correct them there.",
    'role ".*" does not exist': "PostgreSQL does not know the user in DATABASE_URL. Create it "
    "with createuser, or name another user.",
    'database ".*" does not exist': "PostgreSQL has no database with the name in DATABASE_URL. "
    "Create it with createdb, or name another database.",
    "no pg_hba.conf entry": "PostgreSQL does not allow the user in DATABASE_URL to connect from "
    "this computer. Add a line for this user to its pg_hba.conf, or name another user.",
    "permission denied for|no schema has been selected": "The PostgreSQL user in DATABASE_URL has "
    "no permission to use this database. Make the user its owner.",
    "too many (clients|connections)|slots are reserved": "PostgreSQL has reached its maximum "
    "number of connections. Close some, or raise its max_connections, and try again.",
    "no space left": "The disk of the PostgreSQL server is full. Free some space there and try "
    "again. What was stored is safe.",
    "read-only transaction": "PostgreSQL accepts no changes because it is read-only. Name a "
    "writable server in DATABASE_URL.",
    "no equivalent in encoding": "The PostgreSQL database cannot store every character. Create "
    "one with the encoding UTF8, and name it in DATABASE_URL.",
    "terminating connection|closed the connection|connection is (closed|lost)|shutting down"
    "|starting up|recovery mode": "PostgreSQL has closed the connection. It may be restarting. "
    "Try again in a moment. What was stored is safe.",
    "resolve host|translate host": "The host name in DATABASE_URL cannot be found. Correct it, or "
    "check the network.",
    "statement timeout|not answered in time": "PostgreSQL takes too long to answer. Its computer "
    "may be busy, or the network may be down. Try again in a moment. What was stored is safe.",
    "is the server running|timeout expired": "PostgreSQL does not respond at the address in "
    "DATABASE_URL. Start it, or correct the address.",
    # SQLite, and what both have in common.
    "full": "The disk is full. Free some space and try again. What was stored is safe.",
    "readonly": "The database file is read-only. Make it writable for you, and try again.",
    "locked|lock timeout|deadlock": "Another program is keeping the database locked. Close it, "
    "and try again.",
    "unable to open": "The database file cannot be opened. Check that it exists and that you may "
    "read and write it.",
    "not a database": "The database file is not a Logbook database. Move it away, or name another "
    "one in DATABASE_URL.",
    # "Could not decode" is followed by the text, which may be a token.
    "malformed|corrupt|could not decode|no such (table|column|index)|integer overflow"
    "|too big|unsupported file format|out of memory": DAMAGED,
    "disk i/o": "The disk reports an error. Check it, and try again.",
}


def withhold_values(context: ExceptionContext) -> None:
    """Cut the rejected values out of a PostgreSQL error, because they may be secret."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(re.split("\nDETAIL|\nCONTEXT", str(arg))[0] for arg in error.args)
