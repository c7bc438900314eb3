"""Turns what a database reports into a sentence that an athlete can act on."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from ..errors import StorageError


def storage_error(error: SQLAlchemyError | sqlite3.Error) -> StorageError:
    """The sentence for a database that cannot be read or written."""
    reason = str(getattr(error, "orig", None) or error).lower()
    for sign, sentence in _REASONS.items():
        if re.search(sign, reason):
            return StorageError(sentence)
    return StorageError(f"The database cannot be used: {reason.splitlines()[0]}.")


_REASONS = {
    # PostgreSQL's. What a server answered tells more than that another did not answer.
    "password authentication failed|no password supplied": "PostgreSQL does not accept the user "
    "and password in DATABASE_URL. Correct them there.",
    'role ".*" does not exist': "PostgreSQL does not know the user in DATABASE_URL. Make it with "
    "createuser, or name another.",
    'database ".*" does not exist': "PostgreSQL has no database of the name in DATABASE_URL. Make "
    "it with createdb, or name another.",
    "no pg_hba.conf entry": "PostgreSQL lets nobody in from this computer as the user in "
    "DATABASE_URL. Add a line for them to its pg_hba.conf, or name another user.",
    "permission denied for|no schema has been selected": "The PostgreSQL user in DATABASE_URL may "
    "not use this database. Make it the database's owner.",
    "too many (clients|connections)|slots are reserved": "PostgreSQL has as many connections as "
    "it takes. Close some, or raise its max_connections, and try again.",
    "no space left": "The disk of the PostgreSQL server is full. Free some space there and try "
    "again; what was stored is safe.",
    "read-only transaction": "PostgreSQL takes no changes, for it is read-only. Name a server in "
    "DATABASE_URL that can be written.",
    "no equivalent in encoding": "The PostgreSQL database does not hold every letter. Make one "
    "with the encoding UTF8, and name it in DATABASE_URL.",
    "terminating connection|closed the connection|connection is (closed|lost)|shutting down"
    "|starting up|recovery mode": "PostgreSQL has ended the connection, as when it is restarted. "
    "Try again in a moment; what was stored is safe.",
    "resolve host|translate host": "The computer that DATABASE_URL names is not found. Correct "
    "the name, or check the network.",
    "is the server running|timeout expired": "PostgreSQL does not answer at the address in "
    "DATABASE_URL. Start it, or correct the address.",
    # SQLite's, and what both have.
    "full": "The disk is full. Free some space and try again; what was stored is safe.",
    "readonly": "The database file is read-only. Make it writable for you, and try again.",
    "locked|lock timeout|deadlock": "Another program keeps the database locked. Close it, and try "
    "again.",
    "unable to open": "The database file cannot be opened. Check that it exists and is yours.",
    "not a database": "The database file is not one of Logbook's. Move it away, or name another "
    "in DATABASE_URL.",
    "malformed": "The database file is damaged. Restore it from a backup, or move it away and "
    "sync anew.",
    "disk i/o": "The disk reports an error. Check it, and try again.",
}


def withhold_values(context: ExceptionContext) -> None:
    # PostgreSQL repeats the row that it refuses, and the driver puts that into the message.
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(re.split("\nDETAIL|\nCONTEXT", str(it))[0] for it in error.args)
