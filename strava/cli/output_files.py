"""Files that commands write: complete, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from .. import private_files


def write_file(file: Path, pieces: Iterable[str]) -> None:
    """Write a file, or replace it. Raises click.ClickException, and then leaves it as it was."""
    draft = file.with_name(f"{file.name}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(pieces)
        private_files.replace(draft, file)
    except OSError as error:
        raise cannot_write(file, error) from error
    finally:
        # If it cannot be reached, it was not written either.
        with suppress(OSError):
            draft.unlink()


def cannot_write(path: Path, error: OSError) -> click.ClickException:
    """Return the error about a file or folder that cannot be written."""
    return click.ClickException(f"{path} cannot be written: {error.strerror}.")
