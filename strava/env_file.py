"""The file `.env` next to app.py: read as UTF-8, or refused with a sentence."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from dotenv import dotenv_values

from .errors import SettingsError

_OFF = ("", "0", "false", "no")
"""Values of FLASK_SKIP_DOTENV that skip nothing, as in flask.helpers.get_load_dotenv."""


def read(file: Path) -> dict[str, str]:
    """Return what the file sets; nothing if there is no file, or FLASK_SKIP_DOTENV is set.

    Raises SettingsError if it cannot be read as text.
    """
    if os.environ.get("FLASK_SKIP_DOTENV", "").lower() not in _OFF:
        return {}
    values = dotenv_values(stream=io.StringIO(_text(file)))
    return {name: value or "" for name, value in values.items()}


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
