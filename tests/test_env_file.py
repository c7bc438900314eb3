"""The file `.env`: understood, or refused with one sentence by every way to start Logbook."""

from __future__ import annotations

import codecs
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from strava import env_file, server, settings
from strava.errors import SettingsError
from strava.settings import from_environment

ROOT = Path(__file__).parent.parent
Make = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder next to whose `.env` this process believes app.py to be."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    return tmp_path


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program, next to which a test can put a `.env`."""
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    return copy_program(tmp_path / "logbook")


def copy_program(folder: Path) -> Path:
    """Make a folder in which the program can run, and return it.

    The modules that look for their folder are copied. The packages are links, with what Python has
    compiled of them.
    """
    package = folder / "strava"
    package.mkdir(parents=True)
    shutil.copy2(ROOT / "app.py", folder)
    for path in (ROOT / "strava").iterdir():
        if path.is_dir():
            (package / path.name).symlink_to(path)
        else:
            shutil.copy2(path, package)
    for name in ("templates", "static"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], reason: str) -> None:
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert reason in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def never_reached(_settings: settings.Settings) -> Flask:
    """Fail instead of creating an application, which would be served without an end."""
    raise AssertionError("The settings are accepted.")


def encoded(text: str, encoding: str, mark: bytes = b"") -> Make:
    return lambda path: path.write_bytes(mark + text.encode(encoding))


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


NOT_UTF_8 = [
    pytest.param(encoded("LOGBOOK_PORT=1", "utf-16-le", codecs.BOM_UTF16_LE), id="utf-16-le, mark"),
    pytest.param(encoded("LOGBOOK_PORT=1", "utf-16-be", codecs.BOM_UTF16_BE), id="utf-16-be, mark"),
    pytest.param(encoded("LOGBOOK_PORT=1", "utf-16-le"), id="utf-16-le"),
    pytest.param(encoded("LOGBOOK_PORT=1", "utf-16-be"), id="utf-16-be"),
    pytest.param(encoded("LOGBOOK_PORT=1", "utf-32"), id="utf-32"),
    pytest.param(encoded("# für mich", "latin-1"), id="latin-1"),
    pytest.param(encoded("LOGBOOK_PORT=1\0", "ascii"), id="nul"),
]
NO_FILES = [
    pytest.param(Path.mkdir, "is not a file", id="folder"),
    pytest.param(lambda path: path.symlink_to("nowhere"), "cannot be read", id="broken symlink"),
    pytest.param(lambda path: path.symlink_to(path.name), "cannot be read", id="endless symlink"),
    pytest.param(make_pipe, "is not a file", id="pipe"),
]
NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.mark.parametrize("make", NOT_UTF_8)
def test_file_in_another_encoding_is_refused(folder: Path, make: Make) -> None:
    make(folder / ".env")
    with pytest.raises(SettingsError, match=r"\.env is not text in UTF-8"):
        from_environment()


@NOT_ON_WINDOWS
@pytest.mark.parametrize(("make", "reason"), NO_FILES)
def test_what_is_no_file_is_refused(folder: Path, make: Make, reason: str) -> None:
    make(folder / ".env")
    with pytest.raises(SettingsError, match=reason):
        from_environment()


def test_file_that_may_not_be_read_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").touch()

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SettingsError, match=r"\.env cannot be read: Permission denied"):
        from_environment()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_file_in_utf_8_is_understood(folder: Path, encoding: str, newline: str) -> None:
    lines = ["LOGBOOK_PORT=8001", "# für mich", "LOGBOOK_HOST = '127.0.0.1'  ", ""]
    (folder / ".env").write_bytes(newline.join(lines).encode(encoding))
    loaded = from_environment()
    assert (loaded.port, loaded.host) == (8001, "127.0.0.1")


@pytest.mark.parametrize(
    "line",
    ["set LOGBOOK_PORT=8001", '$env:LOGBOOK_PORT = "8001"', 'LOGBOOK_PORT="8001', "my settings"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_that_sets_nothing_is_named(folder: Path, line: str, newline: str) -> None:
    lines = ["LOGBOOK_HOST=localhost", "", line, "LOGBOOK_LOG_LEVEL=INFO", ""]
    (folder / ".env").write_bytes(newline.join(lines).encode())
    with pytest.raises(SettingsError, match=r"Line 3 of .*\.env is not understood"):
        from_environment()


def test_no_file_and_an_empty_file_set_nothing(folder: Path) -> None:
    assert env_file.read(folder / ".env") == {}
    (folder / ".env").touch()
    assert env_file.read(folder / ".env") == {}


@pytest.mark.parametrize(("value", "port"), [("1", 8000), ("true", 8000), ("0", 1), ("no", 1)])
def test_file_is_skipped_as_flask_skips_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, value: str, port: int
) -> None:
    (folder / ".env").write_text("LOGBOOK_PORT=1")
    monkeypatch.setenv("FLASK_SKIP_DOTENV", value)
    assert from_environment().port == port


@NOT_ON_WINDOWS
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (encoded("LOGBOOK_PORT=1", "utf-16"), "is not text in UTF-8"),
        (Path.mkdir, "is not a file"),
        (encoded("INSTANCE_PATH=~nobody123/x", "ascii"), "INSTANCE_PATH cannot be"),
    ],
)
def test_server_refuses_to_start_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], make: Make, reason: str
) -> None:
    make(folder / ".env")
    assert server.main(never_reached, []) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert reason in errors
    assert len(errors.strip().splitlines()) == 1


def test_program_refuses_to_start_in_one_sentence(installation: Path) -> None:
    encoded("LOGBOOK_PORT=1", "utf-16")(installation / ".env")
    assert_one_sentence(run(installation, "app.py"), "is not text in UTF-8")


def test_flask_in_a_terminal_refuses_what_it_has_passed_over(installation: Path) -> None:
    (installation / ".env").mkdir()
    assert_one_sentence(run(installation, "-m", "flask", "token"), "is not a file")
