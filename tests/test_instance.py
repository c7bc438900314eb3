"""The lock that keeps a database from being replaced while anything uses it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from strava import instance
from strava.errors import StorageError
from strava.settings import Settings, from_environment

ROOT = Path(__file__).parent.parent
SHARE = """
import sys
from strava import instance, settings
lock = instance.share_database(settings.from_environment({"INSTANCE_PATH": sys.argv[1]}))
print("ready", flush=True)
sys.stdin.read()
"""
HOLD = SHARE.replace(
    "lock = instance.share_database(", "lock = instance.exclusive_database("
).replace('print("ready"', 'lock.__enter__()\nprint("ready"')


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(instance, "_RESTORE_CHECK_TIMEOUT", 0)
    settings = from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})
    instance.create_folder(settings)
    return settings


@pytest.fixture
def start(local: Settings) -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def run(settings: Settings, program: str, started: list[subprocess.Popen[str]]) -> None:
    """Start a program that takes the lock, and wait until it has it."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.instance_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def assert_shared(settings: Settings) -> None:
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
    assert_shared(local)
    first.close()
    assert_shared(local)
    # A thread other than the one that acquired it.
    thread = threading.Thread(target=second.close)
    thread.start()
    thread.join(10)
    with instance.exclusive_database(local):
        pass


def test_database_held_alone_cannot_be_shared_or_held_again(local: Settings) -> None:
    with instance.exclusive_database(local):
        with pytest.raises(StorageError, match="A backup is being restored"):
            instance.share_database(local)
        assert_shared(local)
    instance.share_database(local).close()


def test_folders_have_locks_of_their_own(local: Settings, tmp_path: Path) -> None:
    other = from_environment({"INSTANCE_PATH": str(tmp_path / "other")})
    instance.create_folder(other)
    with closing(instance.share_database(other)), instance.exclusive_database(local):
        pass


def test_lock_of_a_killed_process_is_released(
    local: Settings, start: list[subprocess.Popen[str]]
) -> None:
    run(local, SHARE, start)
    assert_shared(local)
    start[-1].kill()
    start[-1].communicate()
    run(local, HOLD, start)
    with pytest.raises(StorageError, match="A backup is being restored"):
        instance.share_database(local)
    start[-1].kill()
    start[-1].communicate()
    instance.share_database(local).close()
