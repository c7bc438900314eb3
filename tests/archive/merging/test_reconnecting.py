"""An athlete who connects again after an archive has brought activities that the API has not."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask

from strava.db.models import Document
from strava.sync import newest
from strava.sync.listing import Listing

from ...actions import SyncActions
from ...clock import Clock
from ...sample_strava import Strava
from ...stored_data import rows
from .imports import Imports, row


@pytest.fixture
def sync(app: Flask, strava: Strava, clock: Clock) -> SyncActions:
    """An application without an athlete, and the sample Strava."""
    return SyncActions(app, strava, clock)


def test_a_sync_fetches_all_activities_that_only_an_archive_has_brought(
    sync: SyncActions, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "Listing", partial(Listing, size=5))
    sync.set_activities(range(1, 4))
    sync.connect()
    sync.set_activities(range(1, 20))
    activities = sync.strava.sample.activities
    imports.import_archive([row(one, file_name=None) for one in activities])

    sync.run()

    sources = {one.source for one in rows(sync.app, Document) if one.kind == "summary"}
    assert sources == {"api"}
