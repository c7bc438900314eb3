"""An athlete of an archive, and imports that run in the process of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from strava.archive import importer

from .imports import Imports, ReadingHere


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[ReadingHere]]:
    """Read archives in this process: starting another one takes longer than most tests."""
    monkeypatch.setattr(importer, "Worker", ReadingHere)
    ReadingHere.calls = []
    ReadingHere.before_call = None
    yield ReadingHere
    ReadingHere.before_call = None


@pytest.fixture
def imports(app: Flask, reading_here: type[ReadingHere], tmp_path: Path) -> Imports:
    """An application with an athlete of an archive, who has no activities yet."""
    return Imports(app, tmp_path)
