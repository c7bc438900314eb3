"""The version is defined once in the code and once in the packaging metadata."""

from __future__ import annotations

import tomllib
from pathlib import Path

from strava import __version__
from strava.api.transport import new_session

ROOT = Path(__file__).parent.parent


def test_pyproject_has_the_version_of_the_package() -> None:
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["version"] == __version__


def test_user_agent_contains_the_version() -> None:
    assert new_session().headers["User-Agent"] == f"Logbook/{__version__} (+local)"
