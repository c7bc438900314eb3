"""Several athletes, and athletes who leave: disconnected, removed, switched between."""

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
from strava.db.models import Activity, Athlete, SyncRun, Token
from strava.settings import Settings
from strava.sync import runs

from ..conftest import Clock, Strava, rows


class TestDisconnect:
    def test_it_revokes_and_forgets_the_token_and_keeps_the_activities(
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
        assert is_dead(strava, token.access_token)

    def test_it_removes_the_data_too_if_asked(
        self, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        answer = connected.post("/disconnect", data={"delete": "1", "id": athlete_id})
        assert answer.headers["Location"] == "/"
        assert rows(app, Activity) == rows(app, Athlete) == rows(app, Token) == []

    def test_strava_out_of_reach_still_forgets_and_says_so(
        self, connected: FlaskClient, app: Flask, settings: Settings
    ) -> None:
        with responses.RequestsMock() as mock:
            mock.post(f"{settings.oauth_url}/revoke", status=500)
            page = connected.post("/disconnect", follow_redirects=True).text
        assert "Strava could not be notified" in page
        assert rows(app, Token) == []

    @pytest.mark.parametrize("athlete", ["5", "none", "1e400", "", "-1", str(2**70)])
    @pytest.mark.parametrize("address", ["/disconnect", "/athlete"])
    def test_who_is_not_there_cannot_be_disconnected_or_shown(
        self, connected: FlaskClient, app: Flask, athlete: str, address: str
    ) -> None:
        form = {"id": athlete, "delete": "1"}
        page = connected.post(address, data=form, follow_redirects=True)
        assert page.status_code == 200
        assert "no longer connected" in page.text
        assert len(rows(app, Token)) == len(rows(app, Athlete)) == 1

    def test_a_run_under_way_stores_nothing_more_and_the_next_athlete_gets_nothing_of_it(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked, answered = threading.Event(), threading.Event()
        waves = Client.parallel_pages

        def waits(self: Client, *start: Any, **options: Any) -> Any:
            for page in waves(self, *start, **options):
                asked.set()
                assert answered.wait(20)
                yield page

        with monkeypatch.context() as patch:
            patch.setattr(Client, "parallel_pages", waits)
            sign_in()
            assert asked.wait(20)
            thread = app.extensions["jobs"]._jobs[rows(app, Athlete)[0].id, False].thread
            client.post("/disconnect", data={"delete": "1"})
        granted = oauth.TokenGrant("a", "r", int(clock.now) + 9999, {"id": 77})
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athletes.connect(session, granted, "activity:read_all", logbook.now())
            runs.begin(session, 77, logbook.now())
        answered.set()
        thread.join(20)
        assert rows(app, Activity) == []
        (run,) = rows(app, SyncRun)
        assert (run.state, run.done) == ("running", 0)
        # And who connects again while the old run still waits gets a run of their own.
        assert sign_in().status_code == 302
        finish_sync()
        assert len(rows(app, Activity)) > 0


def is_dead(strava: Strava, access_token: str) -> bool:
    answer = strava.app.test_client().get(
        "/api/v3/athlete", headers={"Authorization": f"Bearer {access_token}"}
    )
    return answer.status_code == 401


class TestSeveralAthletes:
    @pytest.fixture
    def second(self, connected: FlaskClient, app: Flask, clock: Clock) -> int:
        clock.advance(minutes=1)
        granted = oauth.TokenGrant(
            "a", "r", int(clock.now) + 9999, {"id": 77, "firstname": "Second"}
        )
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athletes.connect(session, granted, "activity:read_all", logbook.now())
        return 77

    def test_a_menu_switches_between_them(
        self, second: int, connected: FlaskClient, athlete_id: int
    ) -> None:
        page = connected.get("/activities").text
        assert "Second" in page
        assert f'value="{second}"' in page
        assert connected.post("/athlete", data={"id": second}).status_code == 303
        assert "No activities yet" in connected.get("/activities").text
        connected.post("/athlete", data={"id": athlete_id})
        assert "No activities yet" not in connected.get("/activities").text

    def test_without_a_session_the_one_who_connected_last_is_shown(
        self, second: int, app: Flask
    ) -> None:
        assert "<summary>Second</summary>" in app.test_client().get("/activities").text
