"""FIT files that devices have written."""

from __future__ import annotations

from pathlib import Path

FILES = Path(__file__).parent / "files"


def fit_file(name: str) -> bytes:
    """Return the content of a stored file, which is named without `.fit`."""
    return (FILES / f"{name}.fit").read_bytes()
