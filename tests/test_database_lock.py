"""The lock between restores of a backup and everything else that uses the database."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from strava import instance
from strava.errors import StorageError
from strava.settings import Settings, from_environment

from . import processes
from .test_instance import PROGRAM

SHARE = "lock = instance.share_database(config)"
SHARE_TWICE_AND_CLOSE_ONE = f"{SHARE}; instance.share_database(config).close()"
HOLD_ALONE = "lock = instance.exclusive_database(config); lock.__enter__()"


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(instance, "_RESTORE_CHECK_TIMEOUT", 0)
    settings = from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})
    instance.create_folder(settings)
    return settings


@pytest.fixture
def start(local: Settings) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a process that takes the lock, and wait until it has it; kill it after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(statements: str) -> subprocess.Popen[str]:
        process = processes.start("-c", PROGRAM, str(local.instance_path), statements)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def assert_in_use(settings: Settings) -> None:
    with (
        pytest.raises(StorageError, match="Stop Logbook"),
        instance.exclusive_database(settings),
    ):
        pass


def test_any_number_of_threads_share_the_database_until_the_last_one_releases_it(
    local: Settings,
) -> None:
    first = instance.share_database(local)
    second = instance.share_database(local)
    assert_in_use(local)
    first.close()
    assert_in_use(local)
    # A thread other than the one that acquired it.
    thread = threading.Thread(target=second.close)
    thread.start()
    thread.join(10)
    with instance.exclusive_database(local):
        pass


def test_other_processes_see_the_lock_until_the_last_holder_releases_it(
    local: Settings, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    start(SHARE_TWICE_AND_CLOSE_ONE)
    assert_in_use(local)


def test_database_held_alone_cannot_be_shared_or_held_again(local: Settings) -> None:
    with instance.exclusive_database(local):
        with pytest.raises(StorageError, match="A backup is being restored"):
            instance.share_database(local)
        assert_in_use(local)
    instance.share_database(local).close()


def test_folders_have_locks_of_their_own(local: Settings, tmp_path: Path) -> None:
    other = from_environment({"INSTANCE_PATH": str(tmp_path / "other")})
    instance.create_folder(other)
    with closing(instance.share_database(other)), instance.exclusive_database(local):
        pass


def test_lock_of_a_killed_process_is_released(
    local: Settings, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    sharing = start(SHARE)
    assert_in_use(local)
    sharing.kill()
    sharing.communicate()
    holding = start(HOLD_ALONE)
    with pytest.raises(StorageError, match="A backup is being restored"):
        instance.share_database(local)
    holding.kill()
    holding.communicate()
    instance.share_database(local).close()
