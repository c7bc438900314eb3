"""Disconnecting an athlete, and switching between several."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.api.client import Client
from strava.db.enums import Lane
from strava.db.models import Activity, Athlete, SyncRun, Token
from strava.settings import Settings
from strava.sync import runs

from ..clock import Clock
from ..html import parse
from ..sample_strava import Strava
from ..stored_data import rows


def is_revoked(strava: Strava, access_token: str) -> bool:
    answer = strava.app.test_client().get(
        "/api/v3/athlete", headers={"Authorization": f"Bearer {access_token}"}
    )
    return answer.status_code == 401


class TestQuestion:
    """GET /settings/disconnect says what goes and what stays, and changes nothing."""

    def test_settings_lead_to_the_question_and_not_to_the_removal(
        self, connected: FlaskClient
    ) -> None:
        form = parse(connected.get("/settings").text).find("form", "inline")
        assert form.attributes["action"] == "/settings/disconnect"
        assert form.attributes.get("method", "get") == "get"

    @pytest.mark.parametrize(
        ("delete", "goes", "stays"),
        [
            ("", "access to their account", "activities with all details, their saved views"),
            ("1", "activities with all details, deleted", "Everything on Strava"),
        ],
    )
    def test_it_says_what_goes_and_what_stays(
        self, connected: FlaskClient, app: Flask, delete: str, goes: str, stays: str
    ) -> None:
        page = parse(connected.get(f"/settings/disconnect?delete={delete}").text)
        gone, kept = page.find("article").find_all("ul")
        assert goes in gone.text
        assert stays in kept.text
        assert f"{len(rows(app, Activity))} activities" in (gone if delete else kept).text
        assert len(rows(app, Token)) == 1

    def test_its_form_disconnects(
        self, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        address = f"/settings/disconnect?id={athlete_id}&delete=1"
        form = parse(connected.get(address).text).find("article").find("form")
        fields = {
            field.attributes["name"]: field.attributes["value"] for field in form.find_all("input")
        }
        connected.post(form.attributes["action"], data=fields)
        assert rows(app, Activity) == rows(app, Athlete) == rows(app, Token) == []

    @pytest.mark.parametrize("athlete", ["5", "none", "", "-1", str(2**70)])
    def test_nothing_is_asked_about_an_unknown_athlete(
        self, connected: FlaskClient, athlete: str
    ) -> None:
        answer = connected.get(f"/settings/disconnect?id={athlete}&delete=1")
        assert answer.headers["Location"] == "/settings"
        assert "no longer connected" in connected.get("/settings").text

    def test_athlete_who_is_disconnected_is_only_asked_about_the_data(
        self, connected: FlaskClient
    ) -> None:
        connected.post("/disconnect")
        assert connected.get("/settings/disconnect").headers["Location"] == "/settings"
        page = connected.get("/settings/disconnect?delete=1").text
        assert "Delete the data of" in page
        assert "access to their account" not in page
        deleted = connected.post("/disconnect", data={"delete": "1"}, follow_redirects=True).text
        assert "was removed." in deleted
        assert "is disconnected" not in deleted


class TestDisconnect:
    def test_token_is_revoked_and_deleted_and_the_activities_stay(
        self, connected: FlaskClient, app: Flask, strava: Strava
    ) -> None:
        number = len(rows(app, Activity))
        (token,) = rows(app, Token)
        assert connected.post("/disconnect").status_code == 303
        assert rows(app, Token) == []
        assert len(rows(app, Activity)) == number
        page = connected.get("/activities").text
        assert "is disconnected" in page
        assert "Reconnect needed" not in page
        assert "Delete their data" in connected.get("/settings").text
        assert is_revoked(strava, token.access_token)

    def test_data_is_deleted_too_on_request(
        self, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        answer = connected.post("/disconnect", data={"delete": "1", "id": athlete_id})
        assert answer.headers["Location"] == "/"
        assert rows(app, Activity) == rows(app, Athlete) == rows(app, Token) == []

    def test_token_is_deleted_even_if_strava_cannot_be_reached(
        self, connected: FlaskClient, app: Flask, settings: Settings
    ) -> None:
        with responses.RequestsMock() as mock:
            mock.post(f"{settings.oauth_url}/revoke", status=500)
            page = connected.post("/disconnect", follow_redirects=True).text
        assert "Strava could not be notified" in page
        assert rows(app, Token) == []

    @pytest.mark.parametrize("athlete", ["5", "none", "1e400", "", "-1", str(2**70)])
    @pytest.mark.parametrize("address", ["/disconnect", "/athlete"])
    def test_unknown_athlete_can_be_neither_disconnected_nor_shown(
        self, connected: FlaskClient, app: Flask, athlete: str, address: str
    ) -> None:
        form = {"id": athlete, "delete": "1"}
        page = connected.post(address, data=form, follow_redirects=True)
        assert page.status_code == 200
        assert "no longer connected" in page.text
        assert len(rows(app, Token)) == len(rows(app, Athlete)) == 1

    def test_running_sync_stores_nothing_more_and_nothing_for_the_next_athlete(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        page_requested, proceed = threading.Event(), threading.Event()
        parallel_pages = Client.parallel_pages

        def delayed_pages(self: Client, *start: Any, **options: Any) -> Any:
            for page in parallel_pages(self, *start, **options):
                page_requested.set()
                assert proceed.wait(20)
                yield page

        with monkeypatch.context() as patch:
            patch.setattr(Client, "parallel_pages", delayed_pages)
            sign_in()
            assert page_requested.wait(20)
            job = app.extensions["jobs"]._jobs[rows(app, Athlete)[0].id, Lane.SYNC]
            client.post("/disconnect", data={"delete": "1"})
        grant = oauth.TokenGrant("a", "r", int(clock.now) + 9999, {"id": 77})
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athletes.connect(session, grant, "activity:read_all", logbook.now())
            runs.begin(session, 77, logbook.now())
        proceed.set()
        job.join(20)
        assert rows(app, Activity) == []
        (run,) = rows(app, SyncRun)
        assert (run.state, run.done) == ("running", 0)
        # An athlete who connects again gets a run of their own.
        assert sign_in().status_code == 302
        finish_sync()
        assert len(rows(app, Activity)) > 0


class TestSeveralAthletes:
    @pytest.fixture
    def second(self, connected: FlaskClient, app: Flask, clock: Clock) -> int:
        clock.advance(minutes=1)
        athlete = {"id": 77, "firstname": "Second"}
        grant = oauth.TokenGrant("a", "r", int(clock.now) + 9999, athlete)
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athletes.connect(session, grant, "activity:read_all", logbook.now())
        return 77

    def test_menu_switches_between_them(
        self, second: int, connected: FlaskClient, athlete_id: int
    ) -> None:
        page = connected.get("/activities").text
        assert "Second" in page
        assert f'value="{second}"' in page
        assert connected.post("/athlete", data={"id": second}).status_code == 303
        assert "No activities yet" in connected.get("/activities").text
        connected.post("/athlete", data={"id": athlete_id})
        assert "No activities yet" not in connected.get("/activities").text

    def test_browser_without_a_session_sees_the_athlete_who_connected_last(
        self, second: int, app: Flask
    ) -> None:
        assert "<summary>Second</summary>" in app.test_client().get("/activities").text
