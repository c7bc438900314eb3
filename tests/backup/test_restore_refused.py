"""A restore that cannot succeed says why, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from strava import backup
from strava.errors import StorageError
from strava.logbook import open_logbook
from strava.settings import Settings

from .conftest import (
    assert_unchanged,
    damage,
    database,
    names,
    query,
    stop,
)


def test_failing_migration_changes_nothing(
    app: Flask, local: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    query(database(local), "UPDATE document SET body = 'no JSON'")
    backup.save(local, file)
    stop(app)
    assert_unchanged(local, file, r"saved\.sqlite is damaged")


def test_newer_schema_is_refused(saved: Path, local: Settings) -> None:
    query(saved, "UPDATE alembic_version SET version_num = '9999'")
    assert_unchanged(local, saved, "newer version of Logbook. Update Logbook")


def test_damaged_backup_is_refused(saved: Path, local: Settings) -> None:
    damage(saved)
    assert_unchanged(local, saved, r"saved\.sqlite is damaged")


def test_backup_that_only_fails_the_integrity_check_is_refused(
    saved: Path, local: Settings
) -> None:
    with saved.open("r+b") as file:
        file.seek(36)  # The number of free pages, which reading does not depend on.
        file.write(b"\x00\x00\x00\x05")
    assert len(names(saved)) == 5
    assert_unchanged(local, saved, r"saved\.sqlite is damaged")


def test_cut_backup_is_refused(saved: Path, local: Settings) -> None:
    os.truncate(saved, saved.stat().st_size // 2)
    assert_unchanged(local, saved, r"saved\.sqlite is damaged")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"a letter " * 1000])
def test_other_file_is_refused(saved: Path, local: Settings, content: bytes) -> None:
    saved.write_bytes(content)
    assert_unchanged(local, saved, r"saved\.sqlite is (not a database of Logbook|damaged)")


def test_database_of_another_program_is_refused(saved: Path, local: Settings, file: Path) -> None:
    other = file.with_stem("other")
    query(other, "CREATE TABLE activity (id)")
    assert_unchanged(local, other, r"other\.sqlite is not a database of Logbook")


def test_missing_file_and_folder_are_refused(saved: Path, local: Settings) -> None:
    assert_unchanged(local, saved.with_stem("missing"), "cannot be read: No such file")
    assert_unchanged(local, saved.parent, "cannot be read: ")


def test_file_without_permission_is_refused(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, who may read everything.
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(StorageError, match="cannot be read: Permission denied"):
        backup.restore(local, saved)


def test_database_itself_is_refused(saved: Path, local: Settings) -> None:
    assert_unchanged(local, database(local), "is the database itself")


def test_full_disk_changes_nothing(saved: Path, local: Settings, full_disk: None) -> None:
    assert_unchanged(local, saved, "The disk is full")


def test_failing_rename_changes_nothing(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", forbidden)
    assert_unchanged(local, saved, r"logbook\.sqlite cannot be written: Permission denied")


def test_database_in_use_is_not_replaced(app: Flask, local: Settings, file: Path) -> None:
    backup.save(local, file)
    with pytest.raises(StorageError, match="Stop Logbook"):
        backup.restore(local, file)
    stop(app)
    backup.restore(local, file)


def test_database_cannot_be_opened_during_a_restore(
    saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals: list[str] = []

    def open_meanwhile(path: Path) -> Path | None:
        with pytest.raises(StorageError) as refused:
            open_logbook(local)
        refusals.append(str(refused.value))
        return keep_former(path)

    keep_former = backup._keep_former
    monkeypatch.setattr(backup, "_keep_former", open_meanwhile)
    monkeypatch.setattr("strava.instance._RESTORE_CHECK_TIMEOUT", 0)
    backup.restore(local, saved)
    assert len(refusals) == 1
    assert "A backup is being restored" in refusals[0]


def test_database_that_another_program_locks_is_not_replaced(saved: Path, local: Settings) -> None:
    with closing(sqlite3.connect(database(local), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE activity SET name = 'other'")
        with pytest.raises(StorageError, match="Another program uses the database"):
            backup.restore(local, saved)
        other.execute("ROLLBACK")
