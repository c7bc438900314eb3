"""`flask` and the file `.env`: what Flask reads itself, and what it leaves to Logbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from strava import settings

from ..test_env_file import NOT_ON_WINDOWS, Make, encoded
from .conftest import Run, assert_failed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder, which this process believes to be that of app.py."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    monkeypatch.chdir(tmp_path)
    with mock.patch.dict(os.environ):  # to which Flask adds what it reads
        yield tmp_path


@NOT_ON_WINDOWS
@pytest.mark.parametrize(
    ("command", "make", "reason"),
    [
        ("token", Path.mkdir, "is not a file"),
        ("routes", lambda path: path.symlink_to("nowhere"), "cannot be read"),
        ("token", encoded("LOGBOOK_PORT=x", "utf-8-sig"), "is not a port"),
    ],
)
def test_commands_refuse_what_flask_itself_has_passed_over(
    flask: Run, folder: Path, command: str, make: Make, reason: str
) -> None:
    make(folder / ".env")
    result = flask(command)
    assert_failed(result, 1, reason)
    assert len(result.stderr.strip().splitlines()) == 1


def test_flask_fails_at_another_encoding_unless_it_skips_the_file(
    flask: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # docs/troubleshooting.md says so: Flask reads the file before it loads Logbook.
    encoded("LOGBOOK_PORT=1", "utf-16")(folder / ".env")
    assert isinstance(flask("version").exception, UnicodeDecodeError)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    assert flask("version").exit_code == 0
