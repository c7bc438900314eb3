"""Backups: complete, private and consistent; a restore either succeeds or changes nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import URL

from strava import backup
from strava.db import migrations
from strava.db.models import ApiApplication, Token, db
from strava.errors import StorageError
from strava.logbook import open_logbook
from strava.settings import Settings

from .conftest import MakeApp, activity, stored

ROOT = Path(__file__).parent.parent
SECRETS = ("access-5ecret", "refresh-5ecret", "client-5ecret")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with five activities, one connected athlete and stored credentials."""
    with stored(tmp_path / "instance", [activity(number) for number in range(5)]) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            session.add(ApiApplication(id=1, client_id="1", client_secret=SECRETS[2]))
            token = session.get_one(Token, 1)
            token.access_token, token.refresh_token = SECRETS[:2]
        yield app


@pytest.fixture
def local(app: Flask) -> Settings:
    settings: Settings = app.extensions["logbook"].settings
    return settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "saved.sqlite"


@pytest.fixture
def saved(app: Flask, local: Settings, file: Path) -> Path:
    """A backup of the application, which has ended since."""
    backup.save(local, file)
    stop(app)
    return file


def stop(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def database(settings: Settings) -> Path:
    assert settings.database_file is not None
    return settings.database_file


def query(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(statement).fetchall()
        connection.commit()
    return rows


def names(path: Path) -> set[str]:
    return {name for (name,) in query(path, "SELECT name FROM activity")}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def execute_in_every_connection(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    class Connection(sqlite3.Connection):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.execute(statement)

    connect = sqlite3.connect

    def changed(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, **{"factory": Connection, **options})

    monkeypatch.setattr(sqlite3, "connect", changed)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every database that is opened from now on grow to 40 kB only."""
    execute_in_every_connection(monkeypatch, "PRAGMA max_page_count = 10")


class TestSave:
    def test_backup_is_a_single_file_with_everything(self, local: Settings, file: Path) -> None:
        backup.save(local, file)
        # Neither the format (bytes 18 and 19) nor reading it needs files next to it.
        assert file.read_bytes()[18:20] == b"\x01\x01"
        assert query(file, "PRAGMA integrity_check") == [("ok",)]
        assert len(names(file)) == 5
        assert query(file, "SELECT access_token, refresh_token FROM token") == [SECRETS[:2]]
        assert list(file.parent.iterdir()) == [file]

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    def test_backup_is_private_from_the_moment_it_is_created(
        self, local: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        modes: set[int] = set()
        connect = sqlite3.connect

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

    def test_an_open_transaction_is_left_out_and_not_waited_for(
        self, local: Settings, file: Path
    ) -> None:
        with closing(sqlite3.connect(database(local))) as writer:
            writer.execute("UPDATE activity SET name = 'uncommitted' WHERE id = 9000000000")
            writer.execute("DELETE FROM token")
            backup.save(local, file)
            writer.commit()
        assert "uncommitted" not in names(file)
        assert query(file, "SELECT count(*) FROM token") == [(1,)]
        assert "uncommitted" in names(database(local))

    def test_backup_is_consistent_while_another_process_writes(
        self, local: Settings, file: Path
    ) -> None:
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

    def test_existing_file_is_never_overwritten(self, local: Settings, file: Path) -> None:
        file.write_text("precious")
        with pytest.raises(StorageError, match=r"saved\.sqlite exists"):
            backup.save(local, file)
        assert file.read_text() == "precious"
        assert list(file.parent.iterdir()) == [file]

    def test_postgresql_has_its_own_tool(self, local: Settings, file: Path) -> None:
        settings = replace(local, database_url=URL.create("postgresql+psycopg", database="x"))
        with pytest.raises(StorageError, match="use pg_dump"):
            backup.save(settings, file)
        with pytest.raises(StorageError, match="use pg_restore"):
            backup.restore(settings, file)

    def test_missing_database_is_not_created(self, local: Settings, file: Path) -> None:
        settings = replace(local, database_url=URL.create("sqlite", database=str(file)))
        with pytest.raises(StorageError, match="no database yet"):
            backup.save(settings, file.with_stem("other"))
        assert list(file.parent.iterdir()) == []

    def test_damaged_database_gives_no_backup(
        self, app: Flask, local: Settings, file: Path
    ) -> None:
        stop(app)
        damage(database(local))
        with pytest.raises(StorageError, match=r"logbook\.sqlite is damaged"):
            backup.save(local, file)
        assert list(file.parent.iterdir()) == []

    def test_folder_that_cannot_be_written_is_named(self, local: Settings, file: Path) -> None:
        with pytest.raises(StorageError, match=r"saved\.sqlite cannot be written: No such file"):
            backup.save(local, file.parent / "missing" / file.name)

    def test_full_disk_leaves_no_file(self, local: Settings, file: Path, full_disk: None) -> None:
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

    def test_it_can_be_restored(self, app: Flask, local: Settings, file: Path) -> None:
        backup.save(local, file, without_secrets=True)
        stop(app)
        restored = backup.restore(local, file)
        assert (restored.activities, restored.has_tokens) == (5, False)


def damage(path: Path) -> None:
    """Overwrite the middle of a database."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xff" * (size // 2))


def write_and_die(path: Path, name: str) -> list[Path]:
    """Rename the activities in a process that ends without closing the database."""
    program = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('UPDATE activity SET name = ?', sys.argv[2:])\n"
        "connection.commit()\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path), name], check=False)
    logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
    assert all(log.stat().st_size for log in logs)
    return logs


class TestRestore:
    def test_backup_takes_the_place_of_the_database(
        self, saved: Path, local: Settings, make_app: MakeApp
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

    def test_former_database_is_kept_next_to_it(self, saved: Path, local: Settings) -> None:
        query(database(local), "UPDATE activity SET name = 'later'")
        former = backup.restore(local, saved).former
        assert former is not None
        assert former.parent == local.instance_path
        assert former.name.startswith("logbook-20")
        assert names(former) == {"later"}
        if os.name != "nt":
            assert {mode(former), mode(database(local))} == {0o600}

    def test_file_system_without_links_gets_a_private_copy(
        self, saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
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
        self, saved: Path, local: Settings
    ) -> None:
        logs = write_and_die(database(local), "last words")
        former = backup.restore(local, saved).former
        assert not any(log.exists() for log in logs)
        assert names(database(local)) == {f"Activity {number}" for number in range(5)}
        assert former is not None
        assert names(former) == {"last words"}

    def test_log_that_cannot_be_emptied_moves_with_the_former_database(
        self, saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        logs = write_and_die(database(local), "last words")
        # As after an error of the disk.
        monkeypatch.setattr(backup, "_empty_journals", lambda _database: None)
        former = backup.restore(local, saved).former
        assert not any(log.exists() for log in logs)
        assert names(database(local)) == {f"Activity {number}" for number in range(5)}
        assert former is not None
        assert names(former) == {"last words"}

    def test_copy_of_a_database_is_restored_with_its_log(
        self, saved: Path, local: Settings
    ) -> None:
        query(saved, "PRAGMA journal_mode = WAL")
        write_and_die(saved, "last words")
        backup.restore(local, saved)
        assert names(database(local)) == {"last words"}

    def test_nothing_is_created_next_to_the_backup(self, saved: Path, local: Settings) -> None:
        query(saved, "PRAGMA journal_mode = WAL")
        saved.parent.chmod(0o500)
        backup.restore(local, saved)
        saved.parent.chmod(0o700)
        assert list(saved.parent.iterdir()) == [saved]

    def test_first_restore_on_a_new_computer_needs_no_database(
        self, saved: Path, local: Settings, tmp_path: Path
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
        self, app: Flask, local: Settings, file: Path
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

    def test_failing_migration_changes_nothing(
        self, app: Flask, local: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runner = app.test_cli_runner()
        assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
        query(database(local), "UPDATE document SET body = 'no JSON'")
        backup.save(local, file)
        stop(app)
        assert_unchanged(local, file, r"saved\.sqlite is damaged")

    def test_newer_schema_is_refused(self, saved: Path, local: Settings) -> None:
        query(saved, "UPDATE alembic_version SET version_num = '9999'")
        assert_unchanged(local, saved, "newer version of Logbook. Update Logbook")

    def test_damaged_backup_is_refused(self, saved: Path, local: Settings) -> None:
        damage(saved)
        assert_unchanged(local, saved, r"saved\.sqlite is damaged")

    def test_backup_that_only_fails_the_integrity_check_is_refused(
        self, saved: Path, local: Settings
    ) -> None:
        with saved.open("r+b") as file:
            file.seek(36)  # The number of free pages, which reading does not depend on.
            file.write(b"\x00\x00\x00\x05")
        assert len(names(saved)) == 5
        assert_unchanged(local, saved, r"saved\.sqlite is damaged")

    def test_cut_backup_is_refused(self, saved: Path, local: Settings) -> None:
        os.truncate(saved, saved.stat().st_size // 2)
        assert_unchanged(local, saved, r"saved\.sqlite is damaged")

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"a letter " * 1000])
    def test_other_file_is_refused(self, saved: Path, local: Settings, content: bytes) -> None:
        saved.write_bytes(content)
        assert_unchanged(local, saved, r"saved\.sqlite is (not a database of Logbook|damaged)")

    def test_database_of_another_program_is_refused(
        self, saved: Path, local: Settings, file: Path
    ) -> None:
        other = file.with_stem("other")
        query(other, "CREATE TABLE activity (id)")
        assert_unchanged(local, other, r"other\.sqlite is not a database of Logbook")

    def test_missing_file_and_folder_are_refused(self, saved: Path, local: Settings) -> None:
        assert_unchanged(local, saved.with_stem("missing"), "cannot be read: No such file")
        assert_unchanged(local, saved.parent, "cannot be read: ")

    def test_file_without_permission_is_refused(
        self, saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(*_arguments: object, **_options: object) -> None:
            raise PermissionError(13, "Permission denied")

        # The tests may run as root, who may read everything.
        monkeypatch.setattr(Path, "open", forbidden)
        with pytest.raises(StorageError, match="cannot be read: Permission denied"):
            backup.restore(local, saved)

    def test_database_itself_is_refused(self, saved: Path, local: Settings) -> None:
        assert_unchanged(local, database(local), "is the database itself")

    def test_full_disk_changes_nothing(self, saved: Path, local: Settings, full_disk: None) -> None:
        assert_unchanged(local, saved, "The disk is full")

    def test_failing_rename_changes_nothing(
        self, saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(*_arguments: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "replace", forbidden)
        assert_unchanged(local, saved, r"logbook\.sqlite cannot be written: Permission denied")

    def test_leftovers_of_a_killed_restore_are_removed(self, saved: Path, local: Settings) -> None:
        leftover = local.instance_path / "logbook.sqlite.abc.draft"
        leftover.mkdir()
        (leftover / "logbook.sqlite").touch()
        backup.restore(local, saved)
        assert not leftover.exists()

    @pytest.mark.parametrize("state", ["newer", "damaged", "no database"])
    def test_unusable_database_can_be_replaced_and_is_kept(
        self, saved: Path, local: Settings, state: str
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

    def test_database_in_use_is_not_replaced(self, app: Flask, local: Settings, file: Path) -> None:
        backup.save(local, file)
        with pytest.raises(StorageError, match="Stop Logbook"):
            backup.restore(local, file)
        stop(app)
        backup.restore(local, file)

    def test_database_cannot_be_opened_during_a_restore(
        self, saved: Path, local: Settings, monkeypatch: pytest.MonkeyPatch
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

    def test_database_that_another_program_locks_is_not_replaced(
        self, saved: Path, local: Settings
    ) -> None:
        with closing(sqlite3.connect(database(local), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE activity SET name = 'other'")
            with pytest.raises(StorageError, match="Another program uses the database"):
                backup.restore(local, saved)
            other.execute("ROLLBACK")


def assert_unchanged(settings: Settings, source: Path, reason: str) -> None:
    """Check that a restore fails and leaves the instance folder as it was."""
    before = contents(settings.instance_path)
    with pytest.raises(StorageError, match=reason):
        backup.restore(settings, source)
    assert contents(settings.instance_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}
