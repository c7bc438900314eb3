"""One history from several archives, and from an archive and the API."""

from __future__ import annotations

from datetime import timedelta

from strava.archive.formats.track import Lap, Session, Track
from strava.db.enums import RunKind
from strava.db.models import Activity, Athlete, Change, Document, Gear
from strava.recordings import pending, routes
from strava.sync import runs
from strava.sync.engine import execute

from ...stored_data import rows
from .imports import Imports
from .made_up import FREIBURG, START, made_up_row, made_up_track, sent_summary

ID = 9_100_000_001
ATHLETE = 2_718_281_828
TRACKS = {ID: made_up_track()}


def changes(imports: Imports) -> list[tuple[str, list[str]]]:
    """Return the kind of each change, and the fields that it names."""
    return [
        (one.kind, [name for name, _, _ in one.fields]) for one in rows(imports.sync.app, Change)
    ]


def measure(imports: Imports) -> None:
    """Measure all recordings."""
    with imports.logbook.sessions() as session:
        run = runs.begin_kind(session, ATHLETE, RunKind.MEASURES, imports.logbook.now())
    execute(imports.logbook, run)
    assert to_measure(imports) == 0


def to_measure(imports: Imports) -> int:
    """Return how many recordings are to be measured."""
    with imports.logbook.sessions() as session:
        return pending.count(session, ATHLETE)


class TestAgain:
    def test_the_same_archive_again_changes_nothing(self, alone: Imports) -> None:
        listed = [made_up_row(), made_up_row(2, file_name=None, gear_name="Bike")]
        alone.import_archive(listed, TRACKS)
        before, documents = alone.state(), rows(alone.sync.app, Document)
        alone.sync.clock.advance(hours=1)
        run = alone.import_archive(listed, {})
        assert (run.added, run.changed) == (0, 0)
        assert alone.state() == before
        assert [one.fetched_at for one in rows(alone.sync.app, Document)] == [
            one.fetched_at for one in documents
        ]

    def test_a_newer_archive_brings_what_is_new(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        later = START + timedelta(days=1)
        run = alone.import_archive([made_up_row(name="Renamed"), made_up_row(2, start=later)])
        assert (run.added, run.changed) == (1, 1)
        assert alone.activity(ID).name == "Renamed"
        assert alone.source(ID) == "archive"
        assert changes(alone) == [("added", []), ("changed", ["name"])]

    def test_a_recording_that_has_changed_is_read_again(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        track = made_up_track(device="Wahoo Bolt")
        name = made_up_row().file_name or ""
        alone.import_archive([made_up_row()], {ID: track}, digests={name: "another"})
        assert alone.activity(ID).device_name == "Wahoo Bolt"

    def test_an_archive_without_the_recording_leaves_it(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        before = alone.streams(ID)
        name = made_up_row().file_name or ""
        alone.import_archive([made_up_row(name="Renamed")], digests={name: None})
        assert alone.streams(ID) == before
        assert alone.pending() == []

    def test_an_older_archive_adds_only_what_the_newer_one_lacks(self, alone: Imports) -> None:
        later = START + timedelta(days=300)
        newer = [made_up_row(name="New", file_name=None), made_up_row(2, start=later)]
        alone.import_archive(newer)
        run = alone.import_archive([made_up_row(name="Old"), made_up_row(3)], TRACKS)
        assert (run.added, run.changed) == (1, 0)
        assert alone.activity(ID).name == "New"
        assert alone.streams(ID) is not None

    def test_another_sport_in_a_newer_archive_is_measured_again(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        measure(alone)
        later = made_up_row(2, start=START + timedelta(days=1), file_name=None)
        alone.import_archive([made_up_row(sport_type="TrailRun"), later])
        assert alone.activity(ID).sport_type == "TrailRun"
        assert to_measure(alone) == 1

    def test_the_first_import_records_no_changes(self, alone: Imports) -> None:
        alone.import_archive([made_up_row(), made_up_row(2)])
        assert changes(alone) == []


class TestAlone:
    def test_a_recording_that_disagrees_is_cut_and_marked(self, alone: Imports) -> None:
        listed = made_up_row(start=START + timedelta(seconds=200), elapsed_time=400, distance=2000)
        alone.import_archive([listed], TRACKS)
        assert alone.source(ID) == "cut"
        data = alone.streams(ID)
        assert data["time"]["data"] == list(range(0, 401, 10))
        assert list(FREIBURG) not in data["latlng"]["data"]

    def test_a_small_crop_does_not_come_back_either(self, alone: Imports) -> None:
        listed = made_up_row(start=START + timedelta(seconds=10), elapsed_time=590, distance=2950)
        alone.import_archive([listed], TRACKS)
        assert alone.source(ID) == "archive"
        assert list(FREIBURG) not in alone.streams(ID)["latlng"]["data"]

    def test_a_crop_in_a_newer_archive_is_made_at_once(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        cropped = made_up_row(start=START + timedelta(seconds=200), elapsed_time=400, distance=2000)
        alone.import_archive([cropped], TRACKS)
        assert list(FREIBURG) not in alone.streams(ID)["latlng"]["data"]
        assert alone.fields(ID)["start_latlng"] != list(FREIBURG)

    def test_a_file_with_less_of_a_recording_does_not_replace_it(self, alone: Imports) -> None:
        listed = [made_up_row()]
        alone.import_archive(listed, TRACKS)
        before = alone.state()
        for number, track in enumerate((made_up_track(seconds=200), Track())):
            digests = {listed[0].file_name or "": f"of a damaged file {number}"}
            alone.import_archive(listed, {ID: track}, digests=digests)
            assert alone.pending() == []
            after = alone.state()
            assert {**after, "files": None} == {**before, "files": None}

    def test_a_crop_in_a_newer_archive_without_the_recording_is_made_too(
        self, alone: Imports
    ) -> None:
        alone.import_archive([made_up_row()], TRACKS)
        cropped = made_up_row(start=START + timedelta(seconds=200), elapsed_time=400, distance=2000)
        alone.import_archive([cropped], digests={cropped.file_name or "": None})
        stored = alone.streams(ID)
        assert (stored["time"]["data"][0], stored["time"]["data"][-1]) == (0, 400)
        assert list(FREIBURG) not in stored["latlng"]["data"]
        assert alone.fields(ID)["start_latlng"] != list(FREIBURG)
        assert alone.pending() == []

    def test_the_zone_of_an_indoor_activity_is_that_of_the_nearest_one(
        self, alone: Imports
    ) -> None:
        tokyo = made_up_track(START + timedelta(days=30), place=(35.68, 139.76))
        listed = [
            made_up_row(),
            made_up_row(2, start=START + timedelta(days=30)),
            made_up_row(3, start=START + timedelta(days=32), file_name=None),
            made_up_row(4, start=START + timedelta(days=90), file_name=None),
            made_up_row(5, start=START + timedelta(days=1)),
        ]
        tracks = {**TRACKS, ID + 1: tokyo, ID + 4: made_up_track(START + timedelta(days=1))}
        alone.import_archive(listed, tracks)
        assert alone.activity(ID + 2).timezone == "(GMT+09:00) Asia/Tokyo"
        assert alone.activity(ID + 3).timezone == "(GMT+01:00) Europe/Berlin"
        assert f"{alone.activity(ID + 3).start_local:%H:%M}" == "08:00"

    def test_the_zone_of_a_virtual_ride_is_not_that_of_its_place(self, alone: Imports) -> None:
        watopia = made_up_track(START + timedelta(days=1), place=(-11.6, 167.0))
        listed = [
            made_up_row(),
            made_up_row(2, sport_type="VirtualRide", start=START + timedelta(days=1)),
        ]
        alone.import_archive(listed, {**TRACKS, ID + 1: watopia})
        assert alone.activity(ID + 1).timezone == "(GMT+01:00) Europe/Berlin"

    def test_an_unknown_time_zone_of_the_api_is_not_passed_on(self, imports: Imports) -> None:
        imports.add_athlete(from_archive=False)
        imports.arrive(sent_summary(timezone="(GMT+01:00) Mars/Olympus"))
        imports.import_archive([made_up_row(2, file_name=None)])
        assert imports.activity(ID + 1).timezone is None

    def test_recordings_that_agree_name_an_unknown_sport(self, alone: Imports) -> None:
        session = [Session(START.timestamp(), 600, sport="running", sub_sport="trail")]
        listed = [
            made_up_row(number, sport="Hlaup", sport_type=None, file_name=name)
            for number, name in ((1, "a.fit"), (2, None))
        ]
        alone.import_archive(listed, {ID: made_up_track(sessions=session)})
        assert {alone.activity(key).sport_type for key in (ID, ID + 1)} == {"TrailRun"}

    def test_gear_is_found_by_its_name_for_each_athlete(self, alone: Imports) -> None:
        listed = [made_up_row(gear_name="Canyon"), made_up_row(2, gear_name=" canyon ")]
        alone.import_archive(listed, gear=["Canyon"])
        (stored,) = rows(alone.sync.app, Gear)
        assert {alone.activity(key).gear_id for key in (ID, ID + 1)} == {stored.id}
        assert (stored.name, stored.distance) == ("Canyon", 6000)

    def test_gear_of_the_same_name_has_the_number_of_the_row(self, alone: Imports) -> None:
        with alone.logbook.sessions.begin() as session:
            for number in (1, 2):
                session.add(Gear(id=f"b{number}", athlete_id=alone.sync.athlete_id, name="Trek"))
        alone.import_archive([made_up_row(gear_name="Trek", gear_key="b1")])
        assert alone.activity(ID).gear_id == "b1"

    def test_athletes_have_their_own_gear_of_the_same_name(self, alone: Imports) -> None:
        with alone.logbook.sessions.begin() as session:
            session.add(Athlete(id=77, name="Other", connected_at=alone.logbook.now()))
        alone.import_archive([made_up_row(2, gear_name="Canyon")], athlete_id=77)
        alone.import_archive([made_up_row(gear_name="Canyon")], athlete_id=ATHLETE)
        owners = {one.id: one.athlete_id for one in rows(alone.sync.app, Gear)}
        assert sorted(owners.values()) == [77, ATHLETE]
        assert owners[alone.activity(ID).gear_id or ""] == ATHLETE

    def test_an_activity_of_another_athlete_is_skipped(self, alone: Imports) -> None:
        alone.import_archive([made_up_row()])
        with alone.logbook.sessions.begin() as session:
            session.add(Athlete(id=77, name="Other", connected_at=alone.logbook.now()))
        run = alone.import_archive([made_up_row(name="Theirs")], athlete_id=77)
        assert alone.activity(ID).name == "Activity 1"
        assert run.skipped == ["Row 1 of the table is an activity of another athlete."]


def test_laps_are_those_of_the_device(alone: Imports) -> None:
    begin = START.timestamp()
    laps = [Lap(begin, 300.0, distance=1500.0), Lap(begin + 300, 300.0, distance=1500.0)]
    alone.import_archive([made_up_row()], {ID: made_up_track(laps=laps)})
    assert [lap["distance"] for lap in alone.fields(ID)["laps"]] == [1500, 1500]


def test_rebuilding_gives_the_same_columns(connected: Imports) -> None:
    connected.import_archive([made_up_row(), made_up_row(2)], TRACKS)
    before = connected.state()
    result = connected.sync.app.test_cli_runner().invoke(args=["rebuild"])
    assert result.exit_code == 0, result.output
    assert connected.state() == before


def test_recordings_of_the_same_route_are_found(alone: Imports) -> None:
    listed = [made_up_row(), made_up_row(2)]
    alone.import_archive(listed, {**TRACKS, ID + 1: made_up_track()})
    with alone.logbook.sessions.begin() as session:
        routes.index_missing(session, alone.sync.athlete_id, 10)
        activity = session.get_one(Activity, ID)
        found = routes.same_route(session, activity)
    assert [match.activity_id for match in found] == [ID, ID + 1]
