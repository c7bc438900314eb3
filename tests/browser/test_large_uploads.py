"""Large archives through a browser to `python app.py`, which holds little of them in memory."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .. import made_up_archive
from ..running_program import wait_until_it_answers

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024
MAX_MEMORY = 150 * MIB
ARRIVED = 300_000
"""Milliseconds until a large archive has arrived."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells peaks"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The instance folder."""
    return tmp_path / "instance"


@pytest.fixture
def start(folder: Path, port: int) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """A function that starts the program, always at the same port."""
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        started.append(
            subprocess.Popen(
                [sys.executable, "app.py", "--no-browser", "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, "INSTANCE_PATH": str(folder)},
                stdout=subprocess.DEVNULL,
            )
        )
        wait_until_it_answers(port)
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def large_page(browser: Browser, port: int) -> Iterator[Callable[..., Page]]:
    """A function that opens the page of imports."""
    contexts = []

    def open_page(**options: Any) -> Page:
        contexts.append(browser.new_context(base_url=f"http://localhost:{port}", **options))
        page = contexts[-1].new_page()
        page.goto("/import")
        return page

    yield open_page
    for context in contexts:
        context.close()


def write_archive(path: Path, recordings: int, length: int) -> Path:
    """Write an archive with recordings of random bytes, and photos that are as large."""
    noise = random.Random(1).randbytes(length)
    with zipfile.ZipFile(path, "w") as file:
        for name, data in made_up_archive.files().items():
            file.writestr(name, data)
        for number in range(recordings):
            name = f"{10_000 + number}"
            file.writestr(f"media/{name}.jpg", noise)
            file.writestr(f"activities/{name}.fit.gz", noise)
    return path


def peak(process: subprocess.Popen[bytes]) -> int:
    """Return the most memory that the process has held, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def zip_field(page: Page) -> Locator:
    return page.get_by_label("The ZIP from Strava")


def expect_arrived(page: Page, folder: Path, recordings: int) -> int:
    """Check the copy, and return its size."""
    question = page.get_by_role("heading", name=re.compile("This archive belongs to"))
    expect(question).to_be_visible(timeout=ARRIVED)
    (copy,) = (folder / "import").glob("*.zip")
    with zipfile.ZipFile(copy) as file:
        assert file.testzip() is None
        assert sum(name.endswith(".fit.gz") for name in file.namelist()) == recordings
    return copy.stat().st_size


def test_500_megabytes_arrive_although_the_server_is_killed_meanwhile(
    start: Callable[[], subprocess.Popen[bytes]],
    large_page: Callable[..., Page],
    folder: Path,
    tmp_path: Path,
) -> None:
    archive = write_archive(tmp_path / made_up_archive.NAME, 1000, MIB // 2)
    process = start()
    page = large_page()
    zip_field(page).set_input_files(archive)
    expect(page.locator("#import-progress-text")).to_have_text(
        re.compile("^[1-9][0-9]{2} MB"), timeout=ARRIVED
    )
    memory = peak(process)
    process.kill()
    process.wait()
    expect(page.locator("#import-status")).to_contain_text("Logbook does not answer")
    process = start()
    assert expect_arrived(page, folder, 1000) > 500 * MIB
    assert max(memory, peak(process)) < MAX_MEMORY


def test_plain_upload_of_250_megabytes_takes_little_memory(
    start: Callable[[], subprocess.Popen[bytes]],
    large_page: Callable[..., Page],
    folder: Path,
    tmp_path: Path,
) -> None:
    archive = write_archive(tmp_path / made_up_archive.NAME, 250, MIB // 2)
    process = start()
    page = large_page(java_script_enabled=False)
    page.set_default_timeout(ARRIVED)
    zip_field(page).set_input_files(archive)
    page.get_by_role("button", name="Import").click()
    assert expect_arrived(page, folder, 250) > 250 * MIB
    assert peak(process) < MAX_MEMORY


def test_30_000_recordings_arrive(
    start: Callable[[], subprocess.Popen[bytes]],
    large_page: Callable[..., Page],
    folder: Path,
    tmp_path: Path,
) -> None:
    archive = write_archive(tmp_path / made_up_archive.NAME, 30_000, 100)
    process = start()
    page = large_page()
    zip_field(page).set_input_files(archive)
    expect_arrived(page, folder, 30_000)
    assert peak(process) < MAX_MEMORY
