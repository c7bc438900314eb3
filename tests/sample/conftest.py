"""An application that uses the sample Strava, as any program would: through its addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from strava.sample import CLIENT_ID, CLIENT_SECRET, Limits, Sample, create_sample
from strava.sample.history import make_history

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
RETURN_TO = "http://localhost:8000/exchange_token"
EVERYTHING = ("read", "activity:read", "activity:read_all", "profile:read_all")


@dataclass
class Clock:
    """Unix time that passes only when told to."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


def summary(number: int, **fields: Any) -> dict[str, Any]:
    """A run, one a day backwards from TODAY."""
    start = datetime.fromtimestamp(NOON - 86_400 * number, UTC)
    return {
        "id": 2**33 + number,
        "name": f"Run {number}",
        "sport_type": "Run",
        "distance": 5000.0,
        "moving_time": 1500,
        "elapsed_time": 1560,
        "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "visibility": "everyone",
        "manual": False,
        "gear_id": None,
        "map": {"id": f"a{2**33 + number}", "summary_polyline": ""},
    } | fields


@dataclass
class Program:
    """A program that signs an athlete in and reads; `clock` is the server's."""

    app: Flask
    clock: Clock
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def sample(self) -> Sample:
        state: Sample = self.app.extensions["sample"]
        return state

    def open_consent(self, **changed: str) -> TestResponse:
        query = {
            "client_id": CLIENT_ID,
            "redirect_uri": RETURN_TO,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": ",".join(EVERYTHING),
            "state": "a state",
        }
        return self.client.get("/oauth/authorize", query_string=query | changed)

    def consent(self, *ticked: str, answer: str = "authorize", **changed: str) -> dict[str, str]:
        """What the athlete answers; the parameters with which the browser comes back."""
        form = {"client_id": CLIENT_ID, "redirect_uri": RETURN_TO, "state": "a state"}
        form |= {"answer": answer} | changed
        response = self.client.post("/oauth/authorize", data={**form, "scope": list(ticked)})
        assert response.status_code == 303, response.text
        return dict(parse_qsl(urlsplit(response.location).query))

    def ask_token(self, grant_type: str, **form: str) -> TestResponse:
        credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        return self.client.post(
            "/oauth/token", data=credentials | {"grant_type": grant_type} | form
        )

    def sign_in(self, *ticked: str) -> dict[str, Any]:
        """Consent and exchange; the answer with both tokens. All boxes are ticked by default."""
        code = self.consent(*(ticked or EVERYTHING))["code"]
        tokens: dict[str, Any] = self.ask_token("authorization_code", code=code).json
        return tokens

    def refresh(self, refresh_token: str) -> TestResponse:
        return self.ask_token("refresh_token", refresh_token=refresh_token)

    def get(self, path: str, access_token: str, **query: Any) -> TestResponse:
        return self.client.get(
            f"/api/v3{path}",
            query_string=query,
            headers={"Authorization": f"Bearer {access_token}"},
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(clock: Clock) -> Program:
    """Five runs, the third of which only the athlete can see."""
    runs = [summary(number) for number in range(5)]
    runs[2]["visibility"] = "only_me"
    return Program(create_sample(TODAY, clock=clock, activities=runs), clock)


@pytest.fixture
def narrow(clock: Clock) -> Program:
    """A program whose application may read 3 times a quarter-hour and 5 times a day."""
    limits = Limits(read=(3, 5), overall=(20, 50))
    return Program(create_sample(TODAY, clock=clock, activities=[], limits=limits), clock)


@pytest.fixture(scope="session")
def made_up() -> list[dict[str, Any]]:
    """The made-up history up to TODAY; not to be changed."""
    return make_history(TODAY)


@pytest.fixture
def athlete(made_up: list[dict[str, Any]], clock: Clock) -> Program:
    """A program that reads the made-up history."""
    return Program(create_sample(TODAY, clock=clock, activities=list(made_up)), clock)
