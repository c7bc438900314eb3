"""Backups are complete, private, and consistent, and can be made without secrets."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import URL

from strava import backup
from strava.errors import StorageError
from strava.settings import Settings

from .conftest import (
    SECRETS,
    damage,
    database,
    execute_in_every_connection,
    mode,
    names,
    query,
    stop,
)


def test_backup_is_a_single_file_with_everything(local: Settings, file: Path) -> None:
    backup.save(local, file)
    # Neither the format (bytes 18 and 19) nor reading it needs files next to it.
    assert file.read_bytes()[18:20] == b"\x01\x01"
    assert query(file, "PRAGMA integrity_check") == [("ok",)]
    assert len(names(file)) == 5
    assert query(file, "SELECT access_token, refresh_token FROM token") == [SECRETS[:2]]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_backup_is_private_from_the_moment_it_is_created(
    local: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: set[int] = set()
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def watched(path: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        modes.update(map(mode, file.parent.rglob("*.sqlite")))
        return connect(path, *arguments, **options)

    monkeypatch.setattr("strava.backup.sqlite3.connect", watched)
    before = os.umask(0)
    try:
        backup.save(local, file)
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert mode(file) == 0o600


def test_an_open_transaction_is_left_out_and_not_waited_for(local: Settings, file: Path) -> None:
    with closing(sqlite3.connect(database(local))) as writer:
        writer.execute("UPDATE activity SET name = 'uncommitted' WHERE id = 9000000000")
        writer.execute("DELETE FROM token")
        backup.save(local, file)
        writer.commit()
    assert "uncommitted" not in names(file)
    assert query(file, "SELECT count(*) FROM token") == [(1,)]
    assert "uncommitted" in names(database(local))


def test_backup_is_consistent_while_another_process_writes(local: Settings, file: Path) -> None:
    program = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)\n"
        "for number in range(10**9):\n"
        "    connection.execute('BEGIN IMMEDIATE')\n"
        "    connection.execute('UPDATE athlete SET data_version = ?', (number,))\n"
        "    connection.execute('UPDATE activity SET name = ?', (str(number) * 500,))\n"
        "    connection.execute('UPDATE token SET generation = ?', (number,))\n"
        "    connection.execute('COMMIT')\n"
        "    if number == 5: print('writing', flush=True)\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(database(local))],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        versions = set()
        for number in range(5):
            backup.save(local, file.with_stem(f"saved-{number}"))
            (numbers,) = query(
                file.with_stem(f"saved-{number}"),
                "SELECT data_version, generation, activity.name FROM athlete, token, activity"
                " LIMIT 1",
            )
            assert numbers[0] == numbers[1]
            assert numbers[2] == str(numbers[0]) * 500
            versions.add(numbers[0])
    finally:
        writer.kill()
        writer.communicate()
    assert len(versions) > 1


def test_existing_file_is_never_overwritten(local: Settings, file: Path) -> None:
    file.write_text("precious")
    with pytest.raises(StorageError, match=r"saved\.sqlite exists"):
        backup.save(local, file)
    assert file.read_text() == "precious"
    assert list(file.parent.iterdir()) == [file]


def test_postgresql_has_its_own_tool(local: Settings, file: Path) -> None:
    settings = replace(local, database_url=URL.create("postgresql+psycopg", database="x"))
    with pytest.raises(StorageError, match="use pg_dump"):
        backup.save(settings, file)
    with pytest.raises(StorageError, match="use pg_restore"):
        backup.restore(settings, file)


def test_missing_database_is_not_created(local: Settings, file: Path) -> None:
    settings = replace(local, database_url=URL.create("sqlite", database=str(file)))
    with pytest.raises(StorageError, match="no database yet"):
        backup.save(settings, file.with_stem("other"))
    assert list(file.parent.iterdir()) == []


def test_damaged_database_gives_no_backup(app: Flask, local: Settings, file: Path) -> None:
    stop(app)
    damage(database(local))
    with pytest.raises(StorageError, match=r"logbook\.sqlite is damaged"):
        backup.save(local, file)
    assert list(file.parent.iterdir()) == []


def test_folder_that_cannot_be_written_is_named(local: Settings, file: Path) -> None:
    with pytest.raises(StorageError, match=r"saved\.sqlite cannot be written: No such file"):
        backup.save(local, file.parent / "missing" / file.name)


def test_full_disk_leaves_no_file(local: Settings, file: Path, full_disk: None) -> None:
    with pytest.raises(StorageError, match="The disk is full"):
        backup.save(local, file)
    assert list(file.parent.iterdir()) == []


class TestWithoutSecrets:
    @pytest.fixture(autouse=True)
    def deleted_rows_stay_in_the_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Turn off `secure_delete`, which many builds of SQLite turn on by default."""
        execute_in_every_connection(monkeypatch, "PRAGMA secure_delete = OFF")

    def test_file_holds_no_byte_of_the_secrets(self, local: Settings, file: Path) -> None:
        with_secrets = file.with_stem("whole")
        backup.save(local, with_secrets)
        backup.save(local, file, without_secrets=True)
        for secret in SECRETS:
            assert secret.encode() in with_secrets.read_bytes()
            assert secret.encode() not in file.read_bytes()
        assert len(names(file)) == 5
        assert query(file, "SELECT name FROM athlete") == [("Noor",)]
        assert list(file.parent.iterdir()) in ([file, with_secrets], [with_secrets, file])

    def test_tokens_deleted_earlier_are_gone_as_well(self, local: Settings, file: Path) -> None:
        query(database(local), "DELETE FROM token")
        with_secrets = file.with_stem("whole")
        backup.save(local, with_secrets)
        backup.save(local, file, without_secrets=True)
        assert SECRETS[1].encode() in with_secrets.read_bytes()
        assert SECRETS[1].encode() not in file.read_bytes()

    def test_backup_without_secrets_can_be_restored(
        self, app: Flask, local: Settings, file: Path
    ) -> None:
        backup.save(local, file, without_secrets=True)
        stop(app)
        restored = backup.restore(local, file)
        assert (restored.activities, restored.has_tokens) == (5, False)
