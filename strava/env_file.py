"""The file `.env` next to app.py: read as UTF-8, or refused with a sentence."""

from __future__ import annotations

import io
import os
import re
import stat
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from .errors import SettingsError

_OFF = ("", "0", "false", "no")
"""Values of FLASK_SKIP_DOTENV that skip nothing, as in flask.helpers.get_load_dotenv."""


def read(file: Path) -> dict[str, str]:
    """Return what the file sets; nothing if there is no file, or FLASK_SKIP_DOTENV is set.

    Raises SettingsError if it cannot be read as text, or a line of it sets nothing.
    """
    if os.environ.get("FLASK_SKIP_DOTENV", "").lower() not in _OFF:
        return {}
    text = _text(file)
    _check_lines(file, text)
    values = dotenv_values(stream=io.StringIO(text))
    return {name: value or "" for name, value in values.items()}


def _check_lines(file: Path, text: str) -> None:
    """Raise SettingsError for a line that python-dotenv would only pass over."""
    for statement in parse_stream(io.StringIO(text, newline=None)):
        if statement.error or not re.fullmatch(r"[\w.-]*", statement.key or ""):
            content = statement.original.string
            blank_lines = content[: -len(content.lstrip())].count("\n")
            # The line itself may contain a secret.
            raise SettingsError(
                f"Line {statement.original.line + blank_lines} of {file} is not understood: write "
                "NAME=value, and close each quote. A # in front of the line turns it off."
            )


def _text(file: Path) -> str:
    content = _bytes(file)
    if b"\0" not in content:
        try:
            # Notepad and PowerShell begin a file in UTF-8 with a byte order mark.
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    raise SettingsError(
        f"The file {file} is not text in UTF-8. Open it in an editor and save it as UTF-8."
    )


def _bytes(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            # A pipe would wait for someone to write to it.
            raise SettingsError(
                f"{file} is not a file. Move it away, or replace it with a file of settings."
            )
        return file.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not file.is_symlink():
            return b""
        raise SettingsError(
            f"The file {file} cannot be read: {error.strerror}. Make it readable for you, or move "
            "it away."
        ) from None
