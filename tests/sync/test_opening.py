"""Opening the table starts a sync if the copy may be outdated."""

from __future__ import annotations

from ..actions import SyncActions


def kinds(sync: SyncActions) -> list[str]:
    return [run.kind for run in sync.runs()]


def test_opening_the_table_after_15_minutes_starts_an_incremental_run(synced: SyncActions) -> None:
    synced.clock.advance(minutes=15)
    synced.page()
    assert kinds(synced) == ["first"]
    synced.clock.advance(minutes=1)
    assert "Syncing" in synced.page()
    synced.finish()
    assert kinds(synced) == ["first", "incremental"]
    synced.page()
    assert kinds(synced) == ["first", "incremental"]


def test_whole_list_is_checked_after_a_week(synced: SyncActions) -> None:
    for hours in (7 * 24 - 1, 2, 2):
        synced.clock.advance(hours=hours)
        synced.page()
        synced.finish()
    assert kinds(synced) == ["first", "incremental", "full", "incremental"]


def test_failed_run_is_repeated_after_15_minutes(synced: SyncActions) -> None:
    synced.strava.sample.inactive = True
    synced.run()
    synced.page()
    assert len(synced.runs()) == 2
    synced.strava.sample.inactive = False
    synced.clock.advance(minutes=16)
    synced.page()
    synced.finish()
    assert synced.state()["state"] == "done"
    assert len(synced.runs()) == 3


def test_opening_the_table_of_a_disconnected_athlete_starts_nothing(synced: SyncActions) -> None:
    synced.client.post("/disconnect")
    synced.clock.advance(hours=1)
    synced.page()
    assert len(synced.runs()) == 1


def test_exports_and_settings_start_nothing(synced: SyncActions) -> None:
    synced.clock.advance(hours=1)
    synced.page("/activities.csv")
    synced.page("/settings")
    assert len(synced.runs()) == 1
