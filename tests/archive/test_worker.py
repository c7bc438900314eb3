"""Archives are read in a process of their own, which one bad file may end, but no more."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from strava.archive import worker
from strava.archive.dates_check import Verdict
from strava.archive.faults import UnreadableArchive, UnreadableFile
from strava.archive.frames import Answer, Outcome, Request, receive, send
from strava.archive.reading import Reading
from strava.archive.worker_process import Worker

from .imports import archive_files, row
from .zips import HEADER, write_zip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    files = archive_files([1, 2])
    files["activities/2.gpx.gz"] = b"garbage"
    return write_zip(tmp_path / "export_7.zip", files)


@pytest.fixture
def process(path: Path) -> Iterator[Worker]:
    with Worker(path) as process:
        yield process


def answers(path: Path, *requests: Request) -> list[Answer]:
    """Return what a worker in this process answers."""
    source, target = io.BytesIO(), io.BytesIO()
    for request in requests:
        send(source, request)
    source.seek(0)
    worker.serve(path, source, target)
    target.seek(0)
    found: list[Answer] = []
    while (answer := receive(target)) is not None:
        found.append(answer)
    return found


def request(method: str, *arguments: Any) -> Request:
    return Request(method, arguments, 60)


def test_another_process_answers_and_is_replaced_when_it_dies(process: Worker) -> None:
    overview = process.call("overview")
    assert (overview.row_count, overview.profile.athlete_id) == (2, 7)
    first = process._process
    assert first is not None
    assert process.call("check_date", 1) is Verdict.AGREES
    with pytest.raises(UnreadableFile, match="neither"):
        process.call("check_date", 0)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if sys.platform != "win32":
            os.kill(first.pid, getattr(signal, name))
    assert process.call("check_date", 1) is Verdict.AGREES
    assert process._process is first
    first.kill()
    assert process.call("check_date", 1) is Verdict.AGREES
    assert first.poll() is not None


def test_file_that_ends_a_new_process_is_given_up(
    process: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_at_once = shutil.which("false")
    if ends_at_once is None:
        pytest.skip("no program that ends at once")
    monkeypatch.setattr(sys, "executable", ends_at_once)
    with pytest.raises(UnreadableFile, match="ended the process"):
        process.call("check_date", 1)


def test_request_that_takes_too_long_ends_the_process(tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_text(HEADER + row(1) * 20_000)
    with Worker(tmp_path) as process:
        began = time.monotonic()
        with pytest.raises(UnreadableFile, match="took more than 0 seconds"):
            process.call("overview", seconds=0.01)
        assert time.monotonic() - began < 30
        assert process._process is None


def test_archive_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with Worker(tmp_path / "missing.zip") as process:
        with pytest.raises(UnreadableArchive, match="is not there"):
            process.call("overview")
        process.close()
        process.close()


def test_worker_ends_with_the_process_that_has_started_it(path: Path) -> None:
    assert answers(path) == []
    assert [answer.outcome for answer in answers(path, request("fingerprint"))] == [Outcome.VALUE]


def test_worker_ends_after_many_requests_or_when_it_has_grown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [request("fingerprint")] * 3
    # Here it runs in the process of the tests, which may have needed more.
    monkeypatch.setattr(worker, "MOST_MEMORY", sys.maxsize)
    assert [answer.is_last for answer in answers(path, *requests)] == [False] * 3
    monkeypatch.setattr(worker, "MOST_REQUESTS", 2)
    assert [answer.is_last for answer in answers(path, *requests)] == [False, True]
    monkeypatch.setattr(worker, "MOST_MEMORY", 1)
    if worker._peak_memory():
        assert [answer.is_last for answer in answers(path, *requests)] == [True]


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_file_that_is_too_large_or_too_deep_is_explained(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_arguments: Any) -> None:
        raise error

    monkeypatch.setattr(Reading, "check_date", fail)
    (answer,) = answers(path, request("check_date", 1))
    assert answer.outcome is Outcome.UNREADABLE_FILE
    assert "too large" in answer.value


def test_error_that_nobody_expected_is_answered_with_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text_of_the_archive = "secret@example.com"

    def fail(*_arguments: Any) -> None:
        raise ValueError(text_of_the_archive)

    monkeypatch.setattr(Reading, "check_date", fail)
    (answer,) = answers(path, request("check_date", 1))
    assert answer.outcome is Outcome.ERROR
    assert answer.value.endswith("ValueError")
    assert "line" in answer.value
    assert text_of_the_archive not in answer.value


def test_damaged_table_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "export_7.zip"
    write_zip(path, {"activities.csv": HEADER + "".join(map(row, range(1, 2000)))})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    reading = Reading(path)
    try:
        overview = reading.overview()
    finally:
        reading.close()
    assert 0 < overview.row_count < 1999
    assert any("Rows may be missing" in one.reason for one in overview.problems)
