"""A client of the sample Strava, and the histories it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from strava.sample import CLIENT_ID, CLIENT_SECRET, Limits, Sample, create_sample

from ..applications import sample_history

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
CALLBACK = "http://localhost:8000/exchange_token"
INVALID_TOKEN = {
    "message": "Authorization Error",
    "errors": [{"resource": "Athlete", "field": "access_token", "code": "invalid"}],
}
KEYS = (
    "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"
)
ALL_SCOPES = ("read", "activity:read", "activity:read_all", "profile:read_all")


@dataclass
class Clock:
    """A clock that advances only when a test sets `now` (Unix time)."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


def summary(number: int, **fields: Any) -> dict[str, Any]:
    """Return a run `number` days before TODAY."""
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


def bad_request(resource: str, field: str) -> dict[str, Any]:
    """Return the body of a response with status 400."""
    error = {"resource": resource, "field": field, "code": "invalid"}
    return {"message": "Bad Request", "errors": [error]}


@dataclass
class SampleClient:
    """A program that signs an athlete in and calls the API; `clock` is the server's clock."""

    app: Flask
    clock: Clock
    http: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.app.test_client()

    @property
    def sample(self) -> Sample:
        state: Sample = self.app.extensions["sample"]
        return state

    def open_consent_page(self, **changes: str) -> TestResponse:
        query = {
            "client_id": CLIENT_ID,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": ",".join(ALL_SCOPES),
            "state": "a state",
        }
        return self.http.get("/oauth/authorize", query_string=query | changes)

    def submit_consent(
        self, *scopes: str, answer: str = "authorize", **changes: str
    ) -> dict[str, str]:
        """Submit the consent form and return the query parameters of the redirect."""
        form = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK, "state": "a state"}
        form |= {"answer": answer} | changes
        response = self.http.post("/oauth/authorize", data={**form, "scope": list(scopes)})
        assert response.status_code == 303, response.text
        return dict(parse_qsl(urlsplit(response.location).query))

    def request_token(self, grant_type: str, **form: str) -> TestResponse:
        credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        return self.http.post("/oauth/token", data=credentials | {"grant_type": grant_type} | form)

    def sign_in(self, *scopes: str) -> dict[str, Any]:
        """Grant these scopes (all by default) and return the response with both tokens."""
        code = self.submit_consent(*(scopes or ALL_SCOPES))["code"]
        response = self.request_token("authorization_code", code=code)
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.get_json()
        return tokens

    def request_refresh(self, refresh_token: str) -> TestResponse:
        return self.request_token("refresh_token", refresh_token=refresh_token)

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        """Refresh the tokens successfully and return them."""
        response = self.request_refresh(refresh_token)
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.get_json()
        return tokens

    def get(self, path: str, access_token: str, **query: Any) -> TestResponse:
        return self.http.get(
            f"/api/v3{path}",
            query_string=query,
            headers={"Authorization": f"Bearer {access_token}"},
        )

    def read(self, path: str, access_token: str, **query: Any) -> Any:
        """Make a successful API call and return its JSON."""
        response = self.get(path, access_token, **query)
        assert response.status_code == 200, response.text
        return response.get_json()


def latest(client: SampleClient, sport_type: str, **fields: Any) -> dict[str, Any]:
    """Return the latest recorded activity of a sport with these fields."""
    return next(
        activity
        for activity in reversed(client.sample.activities)
        if activity["sport_type"] == sport_type
        and not activity["manual"]
        and all(activity.get(field) == value for field, value in fields.items())
    )


@dataclass
class Reader:
    """A program that reads the details of activities with all scopes."""

    client: SampleClient
    token: str

    def detail(self, activity: dict[str, Any], **query: Any) -> Any:
        return self.client.read(f"/activities/{activity['id']}", self.token, **query)

    def efforts(self, activity: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the efforts on all segments."""
        efforts: list[dict[str, Any]] = self.detail(activity, include_all_efforts="true")[
            "segment_efforts"
        ]
        return efforts

    def streams(self, activity: dict[str, Any]) -> dict[str, list[Any]]:
        """Return the data of all streams by key."""
        path = f"/activities/{activity['id']}/streams"
        streams = self.client.read(path, self.token, keys=KEYS, key_by_type="true")
        return {key: stream["data"] for key, stream in streams.items()}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> SampleClient:
    """Five runs, the third of which is visible only to the athlete."""
    runs = [summary(number) for number in range(5)]
    runs[2]["visibility"] = "only_me"
    return SampleClient(create_sample(TODAY, clock=clock, activities=runs), clock)


@pytest.fixture
def limited_client(clock: Clock) -> SampleClient:
    """No activities, and at most 3 read calls per 15 minutes and 5 per day."""
    limits = Limits(read=(3, 5), overall=(20, 50))
    return SampleClient(create_sample(TODAY, clock=clock, activities=[], limits=limits), clock)


@pytest.fixture(scope="session")
def history() -> list[dict[str, Any]]:
    """The made-up history up to TODAY. Tests must not change it."""
    return sample_history(TODAY)


@pytest.fixture
def history_client(history: list[dict[str, Any]], clock: Clock) -> SampleClient:
    """The made-up history."""
    return SampleClient(
        create_sample(TODAY, clock=clock, activities=list(history), max_samples=600), clock
    )


@pytest.fixture
def read_run(clock: Clock) -> Callable[..., tuple[Reader, dict[str, Any]]]:
    """A function that makes up one run with some fields, and returns a program that can read it."""

    def make(max_samples: int = 20_000, **fields: Any) -> tuple[Reader, dict[str, Any]]:
        run = summary(0, **fields)
        app = create_sample(TODAY, clock=clock, activities=[run], max_samples=max_samples)
        client = SampleClient(app, clock)
        return Reader(client, client.sign_in()["access_token"]), run

    return make


@pytest.fixture
def reader(history_client: SampleClient) -> Reader:
    """The made-up history, read with all scopes."""
    return Reader(history_client, history_client.sign_in()["access_token"])
