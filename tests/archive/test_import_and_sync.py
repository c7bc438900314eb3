"""An import and a sync of the same athlete can run at the same time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from strava.archive import recordings_stage, rows_stage
from strava.archive.imports import start_import
from strava.db.enums import Lane, RunState

from ..actions import SyncActions
from ..sample_strava import Strava, activity
from .imports import ReadingHere, archive_files
from .zips import write_zip

SHARED, ONLY_ARCHIVED = range(1, 5), range(5, 8)


@pytest.fixture
def granted(app: Any, signed_in: int, strava: Strava, clock: Any) -> SyncActions:
    """An athlete who is connected; four of their seven archived activities are on Strava."""
    actions = SyncActions(app, strava, clock)
    strava.sample.activities[:] = [
        activity(number, id=number, name=f"On Strava {number}") for number in SHARED
    ]
    return actions


@pytest.fixture
def path(granted: SyncActions, tmp_path: Path) -> Path:
    files = archive_files([*SHARED, *ONLY_ARCHIVED])
    files["profile.csv"] = f"Athlete ID\n{granted.athlete_id}\n"
    return write_zip(tmp_path / "export.zip", files)


@pytest.mark.parametrize("method", ["overview", "rows", "recording"])
def test_sync_in_the_middle_of_an_import_loses_nothing(
    granted: SyncActions,
    path: Path,
    method: str,
    reading_here: type[ReadingHere],
    monkeypatch: pytest.MonkeyPatch,
    finish_sync: Callable[[], None],
) -> None:
    monkeypatch.setattr(rows_stage, "BATCH", 2)
    monkeypatch.setattr(recordings_stage, "BATCH", 1)
    calls: list[str] = []

    def sync(called: str, *_arguments: Any) -> None:
        calls.append(called)
        if called == method and calls.count(method) == (1 if method == "overview" else 2):
            granted.jobs.start(granted.athlete_id)
            granted.jobs.wait(granted.athlete_id, timeout=20)

    reading_here.before_call = sync
    assert start_import(granted.logbook, granted.jobs, path, granted.athlete_id, False) is None
    finish_sync()
    for lane in (Lane.SYNC, Lane.ARCHIVE):
        run = granted.jobs.latest(granted.athlete_id, lane)
        assert run is not None
        assert (run.state, run.error) == (RunState.DONE, None)
    page = granted.client.get("/activities").text
    assert all(f"On Strava {number}" in page for number in SHARED)
    assert all(f"Walk {number}" in page for number in ONLY_ARCHIVED)
    assert not any(f"Walk {number}" in page for number in SHARED)
