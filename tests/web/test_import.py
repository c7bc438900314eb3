"""The page of imports: the ways to it, and whose archive has arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.archive import imports
from strava.db.models import Athlete
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
    def test_zip_that_is_not_an_archive_is_removed_and_explained(
        self, upload: Upload, settings: Settings, content: dict[str, bytes]
    ) -> None:
        page = upload(content)
        assert (
            "This is not an archive from Strava, or not all of it: it has no activities.csv."
            in page
        )
        assert list((settings.instance_path / "import").glob("*.zip")) == []


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
    assert '/import"' not in client.get("/demo/settings").text


def test_page_says_which_button_deletes_the_account(client: FlaskClient) -> None:
    text = " ".join(parse(client.get("/import").text).text.split())
    assert "Request Your Archive" in text
    assert "Do not use step 3 on that page. Its button deletes your account" in text


def test_settings_and_syncs_lead_to_the_import(connected: FlaskClient) -> None:
    for address in ("/settings", "/sync"):
        assert 'href="/import"' in connected.get(address).text


def test_setup_leads_to_the_import_too(client: FlaskClient) -> None:
    assert 'href="/import"' in client.get("/setup").text
