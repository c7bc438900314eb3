"""A lock file or database that cannot be used: pages say so, and runs fail with the reason."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from strava.db.models import Token
from strava.settings import Settings

from ..actions import SyncActions
from ..another_user import AnotherUser, assert_named


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.instance_path


def take_lock(another_user: AnotherUser, folder: Path, name: str) -> Path:
    """Make a lock belong to another user, in a folder in which it cannot be replaced."""
    another_user.take(folder)
    file = folder / f"{name}.lock"
    file.unlink(missing_ok=True)
    another_user.take(file)
    return file


def test_run_whose_lock_cannot_be_taken_fails_with_the_reason(
    granted: SyncActions, another_user: AnotherUser, folder: Path
) -> None:
    file = take_lock(another_user, folder, f"sync-{granted.athlete_id}")
    run = granted.run()
    assert run["state"] == "failed"
    assert_named(run["error"], file)
    for address in ("/activities", "/sync", "/settings"):
        assert granted.client.get(address).status_code == 200
    assert "belongs to" in granted.page("/sync")


def test_token_whose_lock_cannot_be_taken_is_the_reason_of_the_run(
    granted: SyncActions, another_user: AnotherUser, folder: Path
) -> None:
    file = take_lock(another_user, folder, f"token-{granted.athlete_id}")
    with granted.logbook.sessions.begin() as session:
        session.execute(update(Token).values(expires_at=0))
    run = granted.run()
    assert run["state"] == "failed"
    assert_named(run["error"], file)


def test_lock_of_another_user_in_our_folder_does_not_stop_a_run(
    granted: SyncActions, another_user: AnotherUser, folder: Path
) -> None:
    for name in ("sync", "token", "deep"):
        file = folder / f"{name}-{granted.athlete_id}.lock"
        file.unlink(missing_ok=True)
        another_user.take(file)
    with granted.logbook.sessions.begin() as session:
        session.execute(update(Token).values(expires_at=0))
    assert granted.run()["state"] == "done"


def test_sign_in_whose_lock_cannot_be_taken_says_so(
    sync: SyncActions, another_user: AnotherUser, folder: Path
) -> None:
    take_lock(another_user, folder, "connect")
    consent_page = sync.client.get("/connect").headers["Location"]
    answer = sync.client.get(sync.strava.consent(consent_page))
    assert answer.status_code == 503
    assert "connect.lock belongs to" in answer.text


def test_database_of_another_user_is_named_by_pages(
    granted: SyncActions, another_user: AnotherUser, folder: Path
) -> None:
    def fail(*_arguments: Any) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    another_user.take(folder / "logbook.sqlite")
    event.listen(granted.engine, "do_execute", fail)
    answer = granted.client.get("/activities")
    event.remove(granted.engine, "do_execute", fail)
    assert answer.status_code == 503
    assert_named(answer.text, folder / "logbook.sqlite")
