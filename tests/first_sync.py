"""The state after connecting and the first sync, made once and then copied.

Signing in and syncing the history takes a test longer than all the rest, and is the same for
hundreds of them. It is made once per process for each list of activities.
"""

from __future__ import annotations

import copy
import marshal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from strava.sample import Sample
from strava.settings import Settings

from .clock import NOON
from .sample_strava import Strava

NOT_COPIED = {"clock", "_lock", "_make_activities", "_activities"}
"""What of the sample belongs to its test, or does not change."""


@dataclass
class FirstSync:
    """What a sign-in and a first sync leave behind."""

    database: Path
    sample: dict[str, Any]
    session: dict[str, Any]

    @classmethod
    def of(cls, file: Path, settings: Settings, strava: Strava, client: FlaskClient) -> FirstSync:
        """Copy the state of a test to a file and to memory."""
        _copy_database(settings.database_file, file)
        with client.session_transaction() as session:
            return cls(file, _state(strava), dict(session))

    def restore(self, settings: Settings, strava: Strava, client: FlaskClient) -> None:
        """Give a test the state."""
        _copy_database(self.database, settings.database_file)
        vars(strava.sample).update(copy.deepcopy(self.sample))
        with client.session_transaction() as session:
            session.update(self.session)


def what_is_synced(settings: Settings, strava: Strava) -> bytes | None:
    """Return what determines the first sync, or None if more than the activities does."""
    sample = strava.sample
    is_usual = (
        settings.database_file is not None
        and settings.api_url.startswith(strava.url)
        and sample.clock() == NOON
        and not sample.calls
        and not sample.token_requests
        and all(one.__module__.startswith("strava.") for one in _after_requests(strava))
        and not any(callable(value) for value in _own(sample).values())
    )
    if not is_usual:
        return None
    flags = {name: value for name, value in _own(sample).items() if isinstance(value, int | float)}
    # In version 0, equal values have equal bytes.
    return marshal.dumps([flags, repr(sample._counter._limits), sample.activities], 0)


def _state(strava: Strava) -> dict[str, Any]:
    return copy.deepcopy(_own(strava.sample))


def _after_requests(strava: Strava) -> list[Any]:
    """Return what changes the answers of the sample; a test adds some to let them be odd."""
    return [one for several in strava.app.after_request_funcs.values() for one in several]


def _own(sample: Sample) -> dict[str, Any]:
    return {name: value for name, value in vars(sample).items() if name not in NOT_COPIED}


def _copy_database(source: Path | None, target: Path | None) -> None:
    assert source is not None
    assert target is not None
    with closing(sqlite3.connect(source)) as saved, closing(sqlite3.connect(target)) as copied:
        copied.execute("PRAGMA synchronous = OFF")
        saved.backup(copied)
