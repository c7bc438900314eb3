"""A restore puts a backup in place and keeps the former database."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import URL

from strava import backup
from strava.db import migrations
from strava.db.models import Token
from strava.settings import Settings

from ..applications import MakeApp
from .conftest import (
    SECRETS,
    damage,
    database,
    mode,
    names,
    query,
    stop,
    write_and_die,
)


def test_backup_takes_the_place_of_the_database(
    saved: Path, local: Settings, make_app: MakeApp
) -> None:
    query(database(local), "UPDATE activity SET name = 'later'")
    before = saved.read_bytes()
    restored = backup.restore(local, saved)
    assert (restored.activities, restored.has_tokens) == (5, True)
    assert names(database(local)) == {f"Activity {number}" for number in range(5)}
    assert query(database(local), "PRAGMA journal_mode") == [("wal",)]
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]
    with make_app(local).extensions["logbook"].sessions() as session:
        assert session.get_one(Token, 1).access_token == SECRETS[0]


def test_former_database_is_kept_next_to_it(saved: Path, local: Settings) -> None:
    query(database(local), "UPDATE activity SET name = 'later'")
    former = backup.restore(local, saved).former
    assert former is not None
    assert former.parent == local.instance_path
    assert former.name.startswith("logbook-20")
    assert names(former) == {"later"}
    if os.name != "nt":
        assert {mode(former), mode(database(local))} == {0o600}


def test_file_system_without_links_gets_a_private_copy(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_arguments: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", unsupported)
    query(database(local), "UPDATE activity SET name = 'later'")
    former = backup.restore(local, saved).former
    assert former is not None
    assert names(former) == {"later"}
    if os.name != "nt":
        assert mode(former) == 0o600


def test_log_of_a_killed_process_belongs_to_the_former_database(
    saved: Path, local: Settings
) -> None:
    logs = write_and_die(database(local), "last words")
    former = backup.restore(local, saved).former
    assert not any(log.exists() for log in logs)
    assert names(database(local)) == {f"Activity {number}" for number in range(5)}
    assert former is not None
    assert names(former) == {"last words"}


def test_log_that_cannot_be_emptied_moves_with_the_former_database(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = write_and_die(database(local), "last words")
    # As after an error of the disk.
    monkeypatch.setattr(backup, "_empty_journals", lambda _database: None)
    former = backup.restore(local, saved).former
    assert not any(log.exists() for log in logs)
    assert names(database(local)) == {f"Activity {number}" for number in range(5)}
    assert former is not None
    assert names(former) == {"last words"}


def test_copy_of_a_database_is_restored_with_its_log(saved: Path, local: Settings) -> None:
    query(saved, "PRAGMA journal_mode = WAL")
    write_and_die(saved, "last words")
    backup.restore(local, saved)
    assert names(database(local)) == {"last words"}


def test_nothing_is_created_next_to_the_backup(saved: Path, local: Settings) -> None:
    query(saved, "PRAGMA journal_mode = WAL")
    saved.parent.chmod(0o500)
    backup.restore(local, saved)
    saved.parent.chmod(0o700)
    assert list(saved.parent.iterdir()) == [saved]


def test_first_restore_on_a_new_computer_needs_no_database(
    saved: Path, local: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    url = URL.create("sqlite", database=str(folder / "logbook.sqlite"))
    settings = replace(local, instance_path=folder, database_url=url)
    assert backup.restore(settings, saved).former is None
    assert len(names(database(settings))) == 5
    assert {path.name for path in folder.iterdir()} <= {
        "logbook.sqlite",
        "database.lock",
        "start.lock",
    }
    if os.name != "nt":
        assert mode(folder) == 0o700
        assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_older_schema_is_migrated_before_it_replaces_anything(
    app: Flask, local: Settings, file: Path
) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    backup.save(local, file)
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    stop(app)
    backup.restore(local, file)
    assert query(database(local), "SELECT * FROM alembic_version") == [(migrations.HEAD,)]
    # Migrating derives the new columns from the stored documents.
    assert query(database(local), "SELECT count(search) FROM activity") == [(5,)]
    assert query(file, "SELECT * FROM alembic_version") == [("0001",)]


def test_leftovers_of_a_killed_restore_are_removed(saved: Path, local: Settings) -> None:
    leftover = local.instance_path / "logbook.sqlite.abc.draft"
    leftover.mkdir()
    (leftover / "logbook.sqlite").touch()
    backup.restore(local, saved)
    assert not leftover.exists()


@pytest.mark.parametrize("state", ["newer", "damaged", "no database"])
def test_unusable_database_can_be_replaced_and_is_kept(
    saved: Path, local: Settings, state: str
) -> None:
    if state == "newer":
        query(database(local), "UPDATE alembic_version SET version_num = '9999'")
    elif state == "damaged":
        damage(database(local))
    else:
        database(local).write_bytes(b"a letter " * 1000)
    content = database(local).read_bytes()
    former = backup.restore(local, saved).former
    assert len(names(database(local))) == 5
    assert former is not None
    assert former.read_bytes() == content


def test_two_restores_in_the_same_second_keep_both_former_databases(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StoppedClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> StoppedClock:
            return cls(2026, 11, 25, 12, tzinfo=tz)

    monkeypatch.setattr("strava.backup.datetime", StoppedClock)
    former = [backup.restore(local, saved).former for _ in range(2)]
    assert [path and path.name for path in former] == [
        "logbook-20261125-120000.sqlite",
        "logbook-20261125-120000-2.sqlite",
    ]
