"""Imports archives into an application: their rows and recordings, made from the sample's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from strava.archive import merging
from strava.archive.formats.track import Session, Track
from strava.archive.prepared import Prepared, prepare
from strava.archive.tables.rows import Row
from strava.db.documents import merged_fields, stored_documents, stored_streams
from strava.db.enums import RunKind, RunState
from strava.db.models import Activity, ArchivedActivity, Athlete, Document, Gear, SyncRun
from strava.sample import athlete
from strava.sample import streams as sample_streams
from strava.sync import details, guessed_zones, ingest, missing_details

from ...actions import SyncActions

IN_ROWS = (
    *("distance", "moving_time", "elapsed_time", "total_elevation_gain", "average_speed"),
    *("max_speed", "average_heartrate", "max_heartrate", "average_watts", "max_watts"),
    *("average_cadence", "elev_high", "elev_low", "suffer_score", "commute", "average_temp"),
)
CHANNELS = {
    "distance": "distance",
    "altitude": "altitude",
    "velocity_smooth": "speed",
    "heartrate": "heartrate",
    "cadence": "cadence",
    "watts": "watts",
    "temp": "temp",
}


def row(summary: Mapping[str, Any], **changes: Any) -> Row:
    """Return the row of an archive for an activity of the sample.

    Changes are of the row itself, or of its fields.
    """
    own = {name: value for name, value in changes.items() if name in Row.__dataclass_fields__}
    fields = {name: summary[name] for name in IN_ROWS if summary.get(name) is not None}
    fields |= {name: value for name, value in changes.items() if name not in own}
    made = Row(
        number=1,
        id=summary["id"],
        name=summary["name"],
        start=datetime.fromisoformat(summary["start_date"]),
        sport=summary["sport_type"],
        sport_type=summary["sport_type"],
        file_name=None if summary.get("manual") else f"activities/{summary['id']}.fit.gz",
        is_file_lost=False,
        gear_name=None,
        gear_key=None,
        digest="",
        fields=fields,
    )
    made = replace(made, **own)
    return replace(made, digest=changes.get("digest", repr(made)))


class Imports:
    """Imports into the application of some actions."""

    def __init__(self, sync: SyncActions) -> None:
        self.sync = sync
        self.logbook = sync.logbook

    def add_athlete(self, *, from_archive: bool = True) -> int:
        """Store an athlete whom only an archive knows, and return the id."""
        athlete_id: int = self.sync.strava.sample.activities[0]["athlete"]["id"]
        with self.logbook.sessions.begin() as session:
            session.add(
                Athlete(
                    id=athlete_id,
                    name="From Archive",
                    connected_at=self.logbook.now(),
                    from_archive=from_archive,
                )
            )
        return athlete_id

    def import_archive(
        self,
        rows: Sequence[Row],
        tracks: Mapping[int, Track] | None = None,
        *,
        gear: Iterable[str] = (),
        digests: Mapping[str, str | None] | None = None,
        athlete_id: int | None = None,
    ) -> SyncRun:
        """Store rows, and then the recordings that are pending; return the run."""
        athlete_id = athlete_id or self.sync.athlete_id
        run = self.import_rows(rows, gear=gear, digests=digests, athlete_id=athlete_id)
        for activity_id in self.pending():
            self.read(run, activity_id, (tracks or {}).get(activity_id))
        now = self.logbook.now()
        with self.logbook.sessions.begin() as session:
            run = session.get_one(SyncRun, run.id)
            merging.finish(session, run, athlete_id, now)
            run.state, run.finished_at = RunState.DONE, now
        return run

    def import_rows(
        self,
        rows: Sequence[Row],
        *,
        gear: Iterable[str] = (),
        digests: Mapping[str, str | None] | None = None,
        athlete_id: int | None = None,
    ) -> SyncRun:
        """Store rows alone."""
        athlete_id = athlete_id or self.sync.athlete_id
        now = self.logbook.now()
        with self.logbook.sessions.begin() as session:
            run = SyncRun(
                athlete_id=athlete_id,
                kind=RunKind.ARCHIVE,
                started_at=now,
                state=RunState.RUNNING,
                skipped=[],
                added=0,
                changed=0,
            )
            session.add(run)
            session.flush()
            merging.store_rows(
                session,
                run,
                athlete_id,
                rows,
                list(gear),
                now,
                file_digest=lambda name: (digests or {}).get(name, f"digest of {name}"),
            )
        return run

    def arrive(self, *summaries: dict[str, Any]) -> SyncRun:
        """Store what a full check of the API's list brings."""
        with self.logbook.sessions.begin() as session:
            now = self.logbook.now()
            run = SyncRun(
                athlete_id=self.sync.athlete_id,
                kind=RunKind.FULL,
                started_at=now,
                state=RunState.DONE,
                **dict.fromkeys(("done", "added", "changed"), 0),
                skipped=[],
            )
            session.add(run)
            session.flush()
            run.walk_id = run.id
            page = ingest.parse_page([(one, json.dumps(one)) for one in summaries], 1)
            ingest.store_page(session, run, page, now)
            guessed_zones.settle(session, self.sync.athlete_id, now)
        return run

    def fetch(self, activity_id: int, **documents: Any) -> None:
        """Store details of the API."""
        bodies = {kind: json.dumps(document) for kind, document in documents.items()}
        with self.logbook.sessions.begin() as session:
            details.store(session, activity_id, bodies, self.logbook.now())

    def missing(self, activity_id: int) -> tuple[str, ...]:
        """Return the kinds of details that would be fetched."""
        with self.logbook.sessions() as session:
            missing = missing_details.of_activity(session, activity_id)
        return missing.kinds if missing else ()

    def read(self, run: SyncRun, activity_id: int, track: Track | None) -> None:
        """Store a recording as the import does, or that it cannot be read."""
        if track is not None:
            self.store(run, activity_id, self.prepare(activity_id, track))
            return
        with self.logbook.sessions.begin() as session:
            merging.store_unreadable(session, activity_id)

    def prepare(self, activity_id: int, track: Track) -> Prepared:
        """Return what a worker process makes of a recording."""
        with self.logbook.sessions() as session:
            facts = merging.recording_facts(session, activity_id)
        assert facts is not None
        return prepare(track, facts)

    def store(self, run: SyncRun, activity_id: int, prepared: Prepared) -> None:
        """Store what a worker process has made of a recording."""
        with self.logbook.sessions.begin() as session:
            stored = session.get_one(SyncRun, run.id)
            merging.store_track(session, stored, activity_id, prepared, self.logbook.now())

    def pending(self) -> list[int]:
        """Return the activities whose recordings are to be read."""
        with self.logbook.sessions() as session:
            return [
                file.activity_id
                for file in session.query(ArchivedActivity).order_by(ArchivedActivity.activity_id)
                if file.pending
            ]

    def gear_names(self) -> dict[str, str]:
        """Return the names of the sample's gear by id."""
        ids = {one["gear_id"] for one in self.sync.strava.sample.activities}
        found = {key: athlete.gear(key, ()) for key in ids if key}
        return {key: gear["name"] for key, gear in found.items() if gear}

    def ride(self) -> dict[str, Any]:
        """Return the ride of the sample, which has a route, heart rates, and gear."""
        rides = [one for one in self.sync.strava.sample.activities if one["sport_type"] == "Ride"]
        return rides[-1]

    def streams_of(self, summary: dict[str, Any]) -> dict[str, list[Any]]:
        """Return the streams that the sample has of an activity."""
        with self.sync.strava.app.app_context():
            sent = sample_streams.streams(summary)
        assert sent is not None
        sent = json.loads(json.dumps(sent))
        return {name: stream["data"] for name, stream in sent.items()}

    def track(self, summary: dict[str, Any], **changes: Any) -> Track:
        """Return what a device would have recorded of an activity of the sample."""
        data = self.streams_of(summary)
        start = datetime.fromisoformat(summary["start_date"]).timestamp()
        channels = {ours: data[theirs] for theirs, ours in CHANNELS.items() if theirs in data}
        if "latlng" in data:
            channels["latitude"] = [place and place[0] for place in data["latlng"]]
            channels["longitude"] = [place and place[1] for place in data["latlng"]]
        made = Track(
            times=[start + second for second in data["time"]],
            channels=channels,
            sessions=[Session(start=start, elapsed_time=data["time"][-1])],
            device="Garmin Edge 530",
        )
        return replace(made, **changes)

    def athlete(self) -> Athlete:
        """Return the athlete."""
        with self.logbook.sessions() as session:
            return session.get_one(Athlete, self.sync.athlete_id)

    def activity(self, activity_id: int) -> Activity:
        """Return a stored activity."""
        with self.logbook.sessions() as session:
            return session.get_one(Activity, activity_id)

    def fields(self, activity_id: int) -> dict[str, Any]:
        """Return what is known about an activity from all sources."""
        with self.logbook.sessions() as session:
            return merged_fields(stored_documents(session, activity_id))

    def streams(self, activity_id: int) -> Any:
        """Return the stored streams of an activity."""
        with self.logbook.sessions() as session:
            return stored_streams(session, activity_id)

    def source(self, activity_id: int, kind: str = "streams") -> str | None:
        """Return where a document comes from; None if there is none."""
        with self.logbook.sessions() as session:
            document = session.get(Document, (activity_id, kind))
            return document.source if document else None

    def state(self) -> dict[str, Any]:
        """Return all that is stored, but for when and by which run it was stored."""
        with self.logbook.sessions() as session:
            columns = [one for one in Activity.__table__.columns if one.name != "seen_in"]
            documents = {
                (one.activity_id, one.kind): one
                for one in session.query(Document)
                if one.kind != "failure"
            }
            return {
                "activities": {
                    one.id: dict(one._mapping) for one in session.execute(select(*columns))
                },
                "documents": {
                    key: {"source": one.source, "content": self._content(session, *key)}
                    for key, one in documents.items()
                },
                "gear": {one.id: (one.name, one.distance) for one in session.query(Gear)},
                "files": {
                    one.activity_id: (one.elapsed_time, one.distance, one.cut_from, one.cut_to)
                    for one in session.query(ArchivedActivity)
                },
            }

    def _content(self, session: Any, activity_id: int, kind: str) -> Any:
        if kind == "streams":
            return stored_streams(session, activity_id)
        return stored_documents(session, activity_id).get(kind)


def send(imports: Imports, *summaries: dict[str, Any]) -> None:
    """Replace what Strava has."""
    imports.sync.strava.sample.activities[:] = summaries
