"""Lock files of another user: replaced if nobody holds them and the folder is ours, or named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from filelock import Timeout

from strava import instance, lock_files
from strava.errors import StorageError
from strava.settings import Settings, from_environment

from .another_user import AnotherUser, assert_named

if sys.platform != "win32":
    import fcntl

LINUX = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux lists its locks")


@pytest.fixture
def local(tmp_path: Path) -> Settings:
    settings = from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})
    instance.create_folder(settings)
    return settings


def file_of(settings: Settings, name: str) -> Path:
    return settings.instance_path / f"{name}.lock"


@pytest.mark.parametrize("name", ["start", "token-1", "sync-1", "deep-1", "connect"])
def test_lock_file_of_another_user_is_replaced(
    local: Settings, another_user: AnotherUser, name: str
) -> None:
    another_user.take(file_of(local, name))
    with instance.lock(local, name, timeout=0):
        assert file_of(local, name).stat().st_mode & 0o777 == 0o600
        with pytest.raises(Timeout):
            instance.lock(local, name, timeout=0).acquire()


def test_lock_file_of_the_database_is_replaced(local: Settings, another_user: AnotherUser) -> None:
    another_user.take(file_of(local, "database"))
    shared = instance.share_database(local)
    with pytest.raises(StorageError, match="in use"), instance.exclusive_database(local):
        pass
    shared.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_own_lock_file_without_permissions_gets_them_back(local: Settings) -> None:
    file_of(local, "start").touch(0o000)
    with instance.lock(local, "start", timeout=0):
        pass


def test_lock_file_in_a_folder_of_another_user_is_named(
    local: Settings, another_user: AnotherUser
) -> None:
    another_user.take(local.instance_path)
    another_user.take(file_of(local, "sync-1"))
    with pytest.raises(StorageError) as caught:
        instance.lock(local, "sync-1", timeout=0).acquire()
    assert_named(str(caught.value), file_of(local, "sync-1"))
    another_user.take(file_of(local, "database"))
    with pytest.raises(StorageError) as caught:
        instance.share_database(local)
    assert_named(str(caught.value), file_of(local, "database"))


@LINUX
def test_lock_that_another_user_holds_is_left_alone(
    local: Settings, another_user: AnotherUser
) -> None:
    file = file_of(local, "token-1")
    another_user.take(file)
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Timeout):
            instance.lock(local, "token-1", timeout=0).acquire()
        with pytest.raises(StorageError) as caught:
            instance.lock(local, "token-1").acquire()
        assert_named(str(caught.value), file)
    with instance.lock(local, "token-1", timeout=0):
        pass


def test_file_that_another_process_has_replaced_meanwhile_is_kept(
    local: Settings, another_user: AnotherUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(local, "token-1")
    another_user.take(file)

    def replaced_while_waiting(_descriptor: int, _operation: int) -> None:
        file.unlink()
        file.write_text("made by the other process")
        file.chmod(0o600)

    monkeypatch.setattr(fcntl, "flock", replaced_while_waiting)
    lock_files.prepare(file)
    assert file.read_text() == "made by the other process"


def test_folder_that_cannot_be_written_is_named(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, *_arguments: int) -> int:
        raise OSError(30, "Read-only file system", path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match=r"cannot write to its folder .* Read-only file system"):
        instance.lock(local, "sync-1", timeout=0).acquire()


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_lock_file_is_named(local: Settings, make: object) -> None:
    assert callable(make)
    make(file_of(local, "sync-1"))
    with pytest.raises(StorageError, match=r"sync-1\.lock"):
        instance.lock(local, "sync-1", timeout=0).acquire()
