"""One history from an archive and the API: nothing newer is overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from strava.accounts import athletes
from strava.db.models import Gear

from ...stored_data import rows
from .imports import Imports, send
from .made_up import FREIBURG, START, made_up_row, made_up_track, sent_summary

ID = 9_100_000_001
TRACKS = {ID: made_up_track()}
SENT = {"time": {"data": [0, 300, 600]}, "distance": {"data": [0.0, 1500.0, 3000.0]}}


class TestWithApi:
    def test_what_the_api_says_wins_and_the_archive_fills_the_rest(
        self, connected: Imports
    ) -> None:
        listed = made_up_row(
            name="Old name", description="With Ana", calories=321, average_cadence=80, distance=3001
        )
        run = connected.import_archive([listed], TRACKS)
        stored = connected.activity(ID)
        assert (stored.name, stored.distance) == ("Activity 1", 3000)
        assert (stored.average_cadence, stored.device_name) == (80, "Garmin Edge 530")
        fields = connected.fields(ID)
        assert (fields["description"], fields["calories"]) == ("With Ana", 321)
        assert fields["visibility"] == "everyone"
        assert (run.added, run.changed) == (0, 1)

    def test_a_recording_that_agrees_needs_no_call(self, connected: Imports) -> None:
        connected.import_archive([made_up_row()], TRACKS)
        assert connected.missing(ID) == ("detail",)

    def test_a_recording_that_agrees_replaces_that_of_the_api(self, connected: Imports) -> None:
        connected.fetch(ID, streams=SENT)
        connected.import_archive([made_up_row()], TRACKS)
        assert connected.source(ID) == "archive"

    def test_a_recording_that_disagrees_does_not_replace_that_of_the_api(
        self, connected: Imports
    ) -> None:
        connected.fetch(ID, streams=SENT)
        connected.import_archive([made_up_row()], {ID: made_up_track(seconds=900)})
        assert connected.source(ID) == "api"
        assert connected.streams(ID) == SENT

    def test_a_recording_that_disagrees_is_replaced_by_that_of_the_api(
        self, connected: Imports
    ) -> None:
        connected.import_archive([made_up_row()], {ID: made_up_track(seconds=900)})
        assert connected.source(ID) == "cut"
        assert connected.missing(ID) == ("detail", "streams")
        connected.fetch(ID, streams=SENT)
        assert connected.source(ID) == "api"
        assert connected.missing(ID) == ("detail",)
        *_, cut_from, cut_to = connected.state()["files"][ID]
        assert (cut_from, cut_to) == (None, None)

    def test_if_strava_has_no_streams_those_of_the_archive_stay(self, connected: Imports) -> None:
        connected.import_archive([made_up_row()], {ID: made_up_track(seconds=900)})
        connected.fetch(ID, streams=None)
        assert connected.source(ID) == "cut"
        assert connected.streams(ID)["time"]["data"][-1] == 600
        assert connected.missing(ID) == ("detail",)

    def test_a_crop_at_strava_cuts_the_stored_recording_at_once(self, connected: Imports) -> None:
        connected.import_archive([made_up_row()], TRACKS)
        later = START + timedelta(seconds=200)
        connected.arrive(
            sent_summary(
                start_date=f"{later:%Y-%m-%dT%H:%M:%SZ}", elapsed_time=400, distance=2000.0
            )
        )
        assert connected.source(ID) == "cut"
        assert connected.streams(ID)["time"]["data"][-1] == 400
        assert list(FREIBURG) not in connected.streams(ID)["latlng"]["data"]
        assert connected.fields(ID)["start_latlng"] != list(FREIBURG)

    def test_a_distance_corrected_at_strava_asks_the_api_for_its_streams(
        self, connected: Imports
    ) -> None:
        connected.import_archive([made_up_row()], TRACKS)
        connected.arrive(sent_summary(distance=5000.0))
        assert connected.source(ID) == "cut"
        connected.arrive(sent_summary(distance=3000.0))
        assert connected.source(ID) == "archive"

    def test_a_hidden_start_does_not_hide_the_recording(self, imports: Imports) -> None:
        hidden = "2026-06-01T00:00:01Z"
        imports.add_athlete()
        imports.arrive(sent_summary(start_date=hidden, start_date_local=hidden))
        imports.import_archive([made_up_row()], TRACKS)
        assert imports.activity(ID).time_of_day is None
        assert imports.streams(ID)["time"]["data"][-1] == 600

    def test_a_hidden_start_that_was_cropped_shows_nothing_of_the_recording(
        self, imports: Imports
    ) -> None:
        hidden = "2026-06-01T00:00:01Z"
        imports.add_athlete()
        imports.arrive(sent_summary(start_date=hidden, start_date_local=hidden, elapsed_time=590))
        imports.import_archive([made_up_row()], TRACKS)
        assert imports.streams(ID) is None

    @pytest.mark.parametrize("is_archive_first", [True, False])
    def test_a_crop_that_leaves_the_start_as_it_was_shows_nothing_of_the_recording(
        self, connected: Imports, is_archive_first: bool
    ) -> None:
        # Its times would be those of the part that was cropped.
        cropped = sent_summary(elapsed_time=400, distance=2000.0, start_latlng=[48.0, 7.84])
        if not is_archive_first:
            connected.arrive(cropped)
        connected.import_archive([made_up_row()], TRACKS)
        connected.arrive(cropped)
        assert connected.streams(ID) is None
        assert str(FREIBURG[0]) not in str(connected.state()["documents"])
        assert connected.missing(ID) == ("detail", "streams")

    def test_what_was_deleted_at_strava_stays_deleted(self, syncing: Imports) -> None:
        send(syncing)
        syncing.sync.run(full=True)
        assert syncing.sync.deleted_ids() == {ID}
        run = syncing.import_archive([made_up_row()], TRACKS)
        assert syncing.sync.deleted_ids() == {ID}
        assert run.added == 0

    def test_what_an_archive_lacks_is_not_deleted(self, syncing: Imports) -> None:
        syncing.import_archive([made_up_row(2)])
        assert syncing.sync.deleted_ids() == set()

    def test_a_full_check_confirms_what_only_an_archive_has(self, syncing: Imports) -> None:
        syncing.import_archive([made_up_row(), made_up_row(2)])
        run = syncing.sync.run(full=True)
        assert syncing.sync.deleted_ids() == {ID + 1}
        assert run["deleted"] == 1
        assert syncing.sync.count_calls(f"/api/v3/activities/{ID + 1}") == 1

    def test_without_the_scope_for_private_activities_nothing_is_taken_for_deleted(
        self, imports: Imports
    ) -> None:
        send(imports, sent_summary())
        imports.sync.connect(activity_read_all=False)
        imports.import_archive([made_up_row(), made_up_row(2)])
        imports.sync.run(full=True)
        assert imports.sync.deleted_ids() == set()
        page = imports.sync.page(f"/activities/{ID + 1}")
        assert "Fetch details" not in page

    def test_the_made_up_id_of_gear_becomes_that_of_strava(self, alone: Imports) -> None:
        listed = [made_up_row(number, gear_name="Trek") for number in (1, 2)]
        alone.import_archive(listed, TRACKS)
        with alone.logbook.sessions.begin() as session:
            athletes.store_gear(session, alone.sync.athlete_id, {"id": "b1", "name": "Trek"})
        alone.arrive(sent_summary(2, gear_id="b1"), sent_summary(1, gear_id=None))
        assert {alone.activity(key).gear_id for key in (ID, ID + 1)} == {"b1"}
        assert [one.id for one in rows(alone.sync.app, Gear)] == ["b1"]

    def test_gear_that_the_api_only_mentions_has_the_name_of_the_archive(
        self, connected: Imports
    ) -> None:
        connected.arrive(sent_summary(gear_id="b9"), sent_summary(2, gear_id=None))
        listed = [made_up_row(number, gear_name="Old bike") for number in (2, 1)]
        connected.import_archive(listed)
        assert [(one.id, one.name) for one in rows(connected.sync.app, Gear)] == [
            ("b9", "Old bike")
        ]
        assert connected.activity(ID + 1).gear_id == "b9"

    def test_gear_that_was_changed_at_strava_is_not_named_after_the_one_before(
        self, connected: Imports
    ) -> None:
        with connected.logbook.sessions.begin() as session:
            bike = {"id": "b1", "name": "Trek"}
            athletes.store_gear(session, connected.sync.athlete_id, bike)
        connected.arrive(sent_summary(gear_id="b9"))
        connected.import_archive([made_up_row(gear_name="Trek")])
        assert [one.id for one in rows(connected.sync.app, Gear)] == ["b1"]
        assert connected.activity(ID).gear_id == "b9"

    def test_connecting_merges_and_names_no_changes(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        send(alone, sent_summary())
        assert alone.sync.connect()["changed"] == 0
        assert not alone.athlete().from_archive
        assert alone.activity(ID).visibility == "everyone"
        assert alone.source(ID) == "archive"

    def test_a_recording_is_cut_to_a_summary_that_arrives_before_it(self, alone: Imports) -> None:
        run = alone.import_rows([made_up_row()])
        alone.arrive(sent_summary(elapsed_time=300, distance=1500.0))
        alone.read(run, ID, made_up_track())
        assert alone.source(ID) == "cut"
        assert alone.streams(ID)["time"]["data"][-1] == 300

    def test_a_recording_is_read_again_if_its_activity_was_cropped_meanwhile(
        self, connected: Imports
    ) -> None:
        run = connected.import_rows([made_up_row()])
        prepared = connected.prepare(ID, made_up_track())
        connected.arrive(sent_summary(elapsed_time=300, distance=1500.0))
        connected.store(run, ID, prepared)
        assert connected.pending() == [ID]
        assert connected.streams(ID) is None
