"""The instance folder: private, complete, and with a lock between restores and everything else."""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from strava import instance
from strava.errors import StorageError
from strava.settings import Settings, from_environment

from . import processes
from .another_user import OWNER, AnotherUser, assert_named
from .applications import MakeApp
from .test_env_file import copy_program, run

PROGRAM = """
import sys
from strava import instance, settings
config = settings.from_environment({"INSTANCE_PATH": sys.argv[1]})
exec(sys.argv[2])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(instance, "_RESTORE_CHECK_TIMEOUT", 0)
    settings = from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})
    instance.create_folder(settings)
    return settings


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_folder_and_files_are_accessible_only_to_their_owner(
    local: Settings, make_app: MakeApp
) -> None:
    local.instance_path.chmod(0o755)
    (local.instance_path / "restored.sqlite").touch(mode=0o644)
    app = make_app(local)
    app.test_client().get("/healthz")
    with app.app_context():
        files = list(local.instance_path.iterdir())
    assert mode(local.instance_path) == 0o700
    assert {path.name for path in files} >= {"logbook.sqlite", "secret_key", "database.lock"}
    assert {mode(path) for path in files} == {0o600}


def test_secret_key_is_created_once(local: Settings, make_app: MakeApp) -> None:
    first = make_app(local).config["SECRET_KEY"]
    assert len(first) == 64
    assert make_app(local).config["SECRET_KEY"] == first


@pytest.mark.parametrize(
    "content",
    [b"", b"abc", b" \n", b"a" * 63, b"a" * 65, b"g" * 64, b"\0" * 64, b"\xff" * 64],
)
def test_secret_key_that_a_power_cut_has_left_incomplete_is_replaced(
    local: Settings, make_app: MakeApp, content: bytes
) -> None:
    file = local.instance_path / "secret_key"
    file.write_bytes(content)
    key = make_app(local).config["SECRET_KEY"]
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert file.read_text() == key
    assert {path.name for path in local.instance_path.glob("secret*")} == {"secret_key"}
    assert make_app(local).config["SECRET_KEY"] == key


def test_newline_after_the_secret_key_is_ignored(local: Settings) -> None:
    (local.instance_path / "secret_key").write_text("a1" * 32 + "\n")
    assert instance.secret_key(local) == "a1" * 32


def test_secret_key_is_on_the_disk_before_it_has_its_name(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = local.instance_path / "secret_key"
    states: list[bool] = []
    fsync = os.fsync

    def record(descriptor: int) -> None:
        states.append(file.exists())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    instance.secret_key(local)
    # First the content, then the folder, which Windows cannot do.
    assert states == ([False] if os.name == "nt" else [False, True])
    assert os.name == "nt" or mode(file) == 0o600


def test_processes_that_start_at_once_get_the_same_secret_key(
    local: Settings,
) -> None:
    (local.instance_path / "secret_key").touch()
    program = "sys.stdin.readline(); print(instance.secret_key(config))"
    started = [processes.start("-c", PROGRAM, str(local.instance_path), program) for _ in range(4)]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    keys = {process.communicate(timeout=60)[0].splitlines()[0] for process in started}
    assert keys == {instance.secret_key(local)}


def test_folder_that_cannot_be_created_is_reported_with_its_setting(
    local: Settings, make_app: MakeApp, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="INSTANCE_PATH"):
        make_app(replace(local, instance_path=tmp_path / "file" / "instance"))


def test_file_in_place_of_the_folder_is_reported_with_its_setting(
    local: Settings, make_app: MakeApp
) -> None:
    local.instance_path.rmdir()
    local.instance_path.touch()
    with pytest.raises(StorageError, match=r"is not a folder.*INSTANCE_PATH"):
        make_app(local)


@pytest.mark.parametrize("name", [".", "missing/logbook.sqlite", "start.lock/logbook.sqlite"])
def test_place_where_no_database_can_be_is_reported_and_left_as_it_is(
    local: Settings, make_app: MakeApp, name: str
) -> None:
    url = local.database_url.set(database=str(local.instance_path / name))
    before = local.instance_path.stat().st_mode
    with pytest.raises(StorageError, match="instance"):
        make_app(replace(local, database_url=url))
    assert local.instance_path.stat().st_mode == before


NAME = os.fsdecode(b"caf\xe9")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always Unicode there")
def test_folder_whose_name_is_not_utf_8_works(
    settings: Settings, make_app: MakeApp, tmp_path: Path
) -> None:
    folder = settings.instance_path.rename(tmp_path / NAME)
    url = settings.database_url.set(database=str(folder / "logbook.sqlite"))
    client = make_app(replace(settings, instance_path=folder, database_url=url)).test_client()
    assert "caf?" in client.get("/settings").text
    (folder / "logbook.sqlite").unlink()
    assert client.get("/settings").status_code == 503


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always Unicode there")
def test_program_in_a_folder_whose_name_is_not_utf_8_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = copy_program(tmp_path / NAME)
    script = (
        "import flask.cli; from app import create_app; client = create_app().test_client()\n"
        "for address in ('/setup', '/settings', '/static/css/base.css', '/nowhere'):\n"
        "    print(client.get(address).status_code)\n"
        "flask.cli.main()\n"
    )
    # Like `flask backup`, which would import everything again.
    done = run(program, "-c", script, "backup", f"{NAME}.sqlite")
    assert done.stdout.split()[:4] == ["200", "200", "200", "404"], done.stderr
    assert "\nSaved to caf" in done.stdout, done.stderr


@pytest.mark.parametrize(
    "name", ["secret_key", "logbook.sqlite", "logbook.sqlite-wal", "logbook.sqlite-shm"]
)
def test_file_of_another_user_is_named_with_its_owner(
    local: Settings, make_app: MakeApp, another_user: AnotherUser, name: str
) -> None:
    instance.prepare_folder(local)
    another_user.take(local.instance_path / name)
    with pytest.raises(StorageError) as caught:
        make_app(local)
    assert_named(str(caught.value), local.instance_path / name)


def test_folder_of_another_user_is_named_with_its_owner(
    local: Settings, make_app: MakeApp, another_user: AnotherUser
) -> None:
    another_user.take(local.instance_path)
    with pytest.raises(StorageError) as caught:
        make_app(local)
    assert_named(str(caught.value), local.instance_path)


def test_other_files_of_another_user_are_left_alone(
    local: Settings, make_app: MakeApp, another_user: AnotherUser
) -> None:
    another_user.take(local.instance_path / "logbook-20261125.sqlite")
    assert make_app(local).test_client().get("/healthz").status_code == 200


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_root_gives_what_it_makes_to_the_owner_of_the_folder(
    local: Settings, make_app: MakeApp
) -> None:
    os.chown(local.instance_path, OWNER, OWNER)
    app = make_app(local)
    with instance.lock(local, "token-1"), app.app_context():
        files = filter(Path.is_file, local.instance_path.iterdir())
        made = {path.name: path.stat().st_uid for path in files}
    assert {"secret_key", "logbook.sqlite", "database.lock", "token-1.lock"} <= made.keys()
    assert made == dict.fromkeys(made, OWNER)


def test_lock_that_cannot_be_opened_is_named(local: Settings) -> None:
    (local.instance_path / "database.lock").mkdir()
    with pytest.raises(StorageError, match=r"database\.lock is a folder"):
        instance.share_database(local)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
