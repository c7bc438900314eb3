"""A database with an athlete and an activity, whose recording tests store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from strava.logbook import Logbook

from .stored import NOW, Stored


@pytest.fixture
def session(logbook: Logbook) -> Iterator[Session]:
    with logbook.sessions() as session:
        yield session


@pytest.fixture
def stored(session: Session) -> Stored:
    """An athlete without activities."""
    return Stored(session, NOW)
