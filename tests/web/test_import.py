"""The pages of imports: whose archive it is, the run with its report, and no reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.archive import imports
from strava.db import summary
from strava.db.enums import RunKind, RunState
from strava.db.models import Activity, ArchiveImport, Athlete, SyncRun
from strava.settings import Settings

from .. import made_up_archive
from ..archive.imports import ATHLETE
from ..archive.zips import zipped
from ..html import parse

NOOR = ATHLETE
FILES = made_up_archive.files()
WITHOUT_PROFILE = {name: data for name, data in FILES.items() if name != "profile.csv"}

Upload = Callable[..., str]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, int]]:
    """The archives whose import was started: their paths and athletes."""
    calls: list[tuple[Path, int]] = []

    def start(_logbook: Any, _jobs: Any, path: Path, athlete_id: int, is_copy: bool) -> None:
        assert is_copy
        calls.append((path, athlete_id))

    monkeypatch.setattr(imports, "start_import", start)
    return calls


@pytest.fixture
def upload(client: FlaskClient) -> Upload:
    """A function that uploads an archive as a browser without JavaScript, and follows."""

    def send(content: dict[str, bytes], name: str = f"export_{NOOR}.zip") -> str:
        form = {"archive": (BytesIO(zipped(content)), name)}
        return client.post("/import", data=form, follow_redirects=True).text

    return send


@pytest.fixture
def noor(app: Flask) -> int:
    """An athlete who was added by an archive."""
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        session.add(Athlete(id=NOOR, name="Noor", connected_at=logbook.now(), from_archive=True))
        session.commit()
    return NOOR


def add_run(app: Flask, state: RunState, report: dict[str, Any], **fields: Any) -> int:
    """Store an import of Noor with this report."""
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        run = SyncRun(
            athlete_id=NOOR,
            kind=RunKind.ARCHIVE,
            state=state,
            started_at=logbook.now() - timedelta(minutes=5),
            finished_at=logbook.now() if state == RunState.DONE else None,
            **{"done": 0, "added": 0, "changed": 0, "skipped": [], **fields},
        )
        session.add(run)
        session.flush()
        stored = ArchiveImport(sync_id=run.id, path="/a.zip", has_rows=True, report=report)
        session.add(stored)
        session.commit()
        return run.id


def answer(client: FlaskClient, **form: Any) -> str:
    return client.post("/import/start", data=form, follow_redirects=True).text


class TestWhose:
    """Whose archive it is."""

    def test_new_athlete_is_added_after_a_question(
        self, app: Flask, client: FlaskClient, upload: Upload, started: list[tuple[Path, int]]
    ) -> None:
        page = upload(FILES)
        assert "This archive belongs to Noor Example. Add them?" in page
        assert "secret@example.com" not in page
        assert started == []
        answer(client, athlete=NOOR)
        assert [athlete_id for _, athlete_id in started] == [NOOR]
        with app.extensions["logbook"].sessions() as session:
            athlete = session.get_one(Athlete, NOOR)
            assert (athlete.name, athlete.from_archive) == ("Noor Example", True)

    def test_question_survives_a_reload_and_can_be_declined(
        self, app: Flask, client: FlaskClient, upload: Upload, settings: Settings
    ) -> None:
        upload(FILES)
        assert "Add them?" in client.get("/import").text
        client.post("/import/discard")
        assert "Add them?" not in client.get("/import").text
        assert list((settings.instance_path / "import").glob("*.zip")) == []
        with app.extensions["logbook"].sessions() as session:
            assert session.get(Athlete, NOOR) is None

    def test_athlete_who_is_known_is_not_asked_and_shown_afterwards(
        self,
        client: FlaskClient,
        upload: Upload,
        noor: int,
        signed_in: int,
        started: list[tuple[Path, int]],
    ) -> None:
        assert noor != signed_in
        upload(FILES, "archive.zip")
        assert [athlete_id for _, athlete_id in started] == [noor]
        with client.session_transaction() as session:
            assert session["athlete"] == noor

    def test_archive_of_one_athlete_is_not_imported_for_another(
        self,
        client: FlaskClient,
        upload: Upload,
        signed_in: int,
        started: list[tuple[Path, int]],
    ) -> None:
        upload(FILES)
        assert f"belongs to athlete {NOOR}" in answer(client, athlete=signed_in)
        assert started == []

    def test_page_asks_if_nothing_names_the_athlete(
        self,
        client: FlaskClient,
        upload: Upload,
        signed_in: int,
        started: list[tuple[Path, int]],
    ) -> None:
        page = upload(WITHOUT_PROFILE, "strava.zip")
        assert "Whose archive is this?" in page
        assert f'<option value="{signed_in}">' in page
        for wrong in ("", "me", "-1", "1e9", "9" * 19, "\u0661"):
            assert "Say whose archive this is" in answer(client, other=wrong)
        assert started == []
        answer(client, athlete=signed_in, other=" 99 ")
        assert [athlete_id for _, athlete_id in started] == [99]

    def test_name_of_the_file_names_the_athlete_without_a_profile(
        self, upload: Upload, noor: int, started: list[tuple[Path, int]]
    ) -> None:
        upload(WITHOUT_PROFILE, f"export_{NOOR} (1).zip")
        assert [athlete_id for _, athlete_id in started] == [noor]

    def test_obstacle_leaves_the_archive_to_be_imported_later(
        self, client: FlaskClient, upload: Upload, noor: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sentence = "An import is already running."
        monkeypatch.setattr(imports, "start_import", lambda *_, **_options: sentence)
        page = upload(FILES)
        assert sentence in page
        assert "Import the archive of Noor?" in page

    @pytest.mark.parametrize("content", [{"logins.csv": b""}, {"a/b/activities.csv": b""}])
    def test_zip_that_is_no_archive_is_removed_and_explained(
        self, upload: Upload, settings: Settings, content: dict[str, bytes]
    ) -> None:
        assert "has no activities.csv" in upload(content)
        assert list((settings.instance_path / "import").glob("*.zip")) == []


class TestReport:
    """The page of an import."""

    REPORT: ClassVar = {
        "language": "de",
        "date_form": "09.12.2022, 15:24:49",
        "is_date_proven": True,
        "unknown_columns": ["<b>Foo</b>", "Bar"],
        "rows": 1234,
        "with_recording": 1200,
        "by_hand": 30,
        "merged": 4,
        "skipped": 1,
        "to_read": 1200,
        "read": 1199,
        "not_read": 1,
        "problem_count": 3,
        "problems": [
            {
                "row": 7,
                "name": "Lunch",
                "file_name": "activities/9.fit.gz",
                "activity_id": 70,
                "reason": "Cut off.",
            },
            {"row": 8, "name": "Gone", "file_name": None, "activity_id": 80, "reason": "Lost."},
            {"row": 9, "name": "<script>", "file_name": None, "reason": "No date."},
        ],
    }

    def test_report_has_counts_languages_and_a_line_for_each_problem(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        store_activity(app, 70, "Lunch")
        run_id = add_run(app, RunState.DONE, self.REPORT, added=1229, done=1200)
        page = parse(client.get(f"/sync/{run_id}").text)
        counts = [div.text.split() for div in page.find_all("dl")[0].find_all("div")]
        assert [" ".join(words) for words in counts] == [
            "Activities in the archive 1,234",
            "With a recording 1,200",
            "Entered by hand 30",
            "Merged with what Strava’s API had sent 4",
            "Skipped 1",
            "Recordings read 1,199",
            "Recordings that could not be read 1",
        ]
        text = " ".join(page.text.split())
        for part in (
            "Finished after 5 min: 1,229 activities added, 0 changed",
            "The language of the archive is German",
            "written like 09.12.2022, 15:24:49 , which a recording confirms",
            "<b>Foo</b>, Bar",
            "What the table says about an activity is stored even so.",
            "row 7 of the table, activities/9.fit.gz Cut off.",
            "<script> row 9 of the table No date.",
        ):
            assert part in text, text
        links = {one.text: one.attributes["href"] for one in page.find_all("a")}
        assert links["Lunch"] == "/activities/70"
        assert "Gone" not in links

    def test_running_import_shows_its_progress_and_refreshes(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.PAUSED, self.REPORT, done=600)
        page = client.get(f"/sync/{run_id}").text
        assert "600 of 1,200 recordings" in page
        assert 'value="600"' in page
        assert "Resume" in page
        assert "Pause</button>" not in page

    def test_page_of_a_connected_athlete_asks_for_the_progress_by_itself(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        with app.extensions["logbook"].sessions() as session:
            session.get_one(Athlete, noor).from_archive = False
            session.commit()
        run_id = add_run(app, RunState.WAITING, self.REPORT)
        (part,) = [
            one
            for one in parse(client.get(f"/sync/{run_id}").text).find_all("section")
            if one.attributes.get("id") == "runs"
        ]
        assert part.attributes["hx-get"] == f"/sync/{run_id}?"
        assert part.attributes["hx-trigger"] == "every 5s"

    def test_report_of_an_interrupted_import_that_knows_nothing_yet(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.FAILED, {}, error="The archive is damaged.")
        page = client.get(f"/sync/{run_id}").text
        assert "The archive is damaged." in page
        assert "Import again" in page

    def test_paused_import_can_be_canceled_and_then_not_again(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.PAUSED, self.REPORT, done=600)
        answer = client.post("/import/cancel")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/sync/{run_id}")
        assert "Canceled" in client.get(f"/sync/{run_id}").text
        page = client.post("/import/cancel", follow_redirects=True).text
        assert "There is no unfinished import" in page


def test_import_that_failed_can_be_tried_again_while_its_archive_is_there(
    app: Flask, client: FlaskClient, noor: int, tmp_path: Path, finish_sync: Callable[[], None]
) -> None:
    run_id = add_run(app, RunState.FAILED, {}, error="The disk is full.")
    assert "Try again" not in client.get(f"/sync/{run_id}").text
    path = tmp_path / "archive.zip"
    path.write_bytes(zipped(FILES))
    with app.extensions["logbook"].sessions() as session:
        session.get_one(ArchiveImport, run_id).path = str(path)
        session.commit()
    assert "Try again" in client.get(f"/sync/{run_id}").text
    page = client.post("/import/retry", follow_redirects=True).text
    finish_sync()
    assert f"/sync/{run_id + 1}" in client.get("/sync").text
    assert "The disk is full." not in page
    assert "Try again" not in client.get(f"/sync/{run_id}").text


class TestWithoutConnection:
    """An athlete from an archive is never reminded to connect."""

    @pytest.mark.parametrize("address", ["/activities", "/sync", "/settings", "/activities/70"])
    def test_no_page_reminds_to_connect(
        self, app: Flask, client: FlaskClient, noor: int, address: str
    ) -> None:
        store_activity(app, 70, "Lunch")
        page = client.get(address).text
        for reminder in ("is disconnected", "Reconnect", "Not connected", "Fetch", "Synced"):
            assert reminder not in page, reminder
        assert ">Import</button>" in page

    def test_header_says_what_the_latest_import_does(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        assert "Nothing imported yet" in client.get("/activities").text
        run_id = add_run(app, RunState.DONE, {})
        page = client.get("/activities").text
        assert "Imported just now" in page
        assert f'href="/sync/{run_id}"' in page
        add_run(app, RunState.PAUSED, {})
        assert "The import is paused" in client.get("/activities").text


class TestWithoutCredentials:
    """No Client ID and Client Secret are known."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, client_id=None, client_secret=None)

    def test_importing_needs_no_setup(
        self, client: FlaskClient, upload: Upload, started: list[tuple[Path, int]]
    ) -> None:
        links = [one.attributes["href"] for one in parse(client.get("/").text).find_all("a")]
        assert "/import" in links
        upload(FILES)
        answer(client, athlete=NOOR)
        assert [athlete_id for _, athlete_id in started] == [NOOR]
        assert client.get("/activities").status_code == 200


def test_start_page_offers_three_ways(client: FlaskClient) -> None:
    page = parse(client.get("/").text)
    buttons = [
        (one.text, one.attributes["href"])
        for one in page.find_all("a")
        if "button" in one.attributes.get("class", "")
    ]
    assert buttons == [
        ("Connect with Strava", "/connect"),
        ("Import your archive", "/import"),
        ("See it with sample data", "/demo/sample"),
    ]


def test_demo_leads_to_the_page_of_the_own_logbook(client: FlaskClient) -> None:
    assert client.get("/demo/import").headers["Location"] == "/import"
    assert "/import" not in client.get("/demo/settings").text


def test_page_says_which_button_deletes_the_account(client: FlaskClient) -> None:
    text = " ".join(parse(client.get("/import").text).text.split())
    assert "Request Your Archive" in text
    assert "Do not use step 3 on that page. Its button deletes your account" in text


def test_settings_and_syncs_lead_to_the_import(connected: FlaskClient) -> None:
    for address in ("/settings", "/sync"):
        assert 'href="/import"' in connected.get(address).text


def store_activity(app: Flask, activity_id: int, name: str) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        fields = {"id": activity_id, "name": name, "sport_type": "Run"}
        session.add(Activity(**summary.columns(fields), athlete_id=NOOR))
        session.commit()
