"""Odd token responses: tokens are stored before anything else in the response is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts.tokens import LEEWAY
from strava.db.models import Athlete, Token
from strava.sample import athlete as sample_athlete

from .. import token_answers
from ..clock import Clock
from ..markers import slow
from ..sample_strava import Strava
from ..stored_data import rows, sync_state
from ..token_answers import EXPIRIES, change, expiry, fields

WITH_A_LIFETIME = [
    *[pytest.param(expiry(text, expires_in=True), id=name) for name, text in EXPIRIES.items()],
    pytest.param(expiry(None, expires_in=True), id="missing"),
]
WITHOUT_A_LIFETIME = [
    *[
        pytest.param(expiry(text, expires_in=False), id=f"{name}, no expires_in")
        for name, text in EXPIRIES.items()
    ],
    pytest.param(expiry(None, expires_in=False), id="both missing"),
    pytest.param(fields(expires_at=None, expires_in="later"), id="expires_in is text"),
    pytest.param(fields(expires_at=None, expires_in=-5), id="expires_in is negative"),
    pytest.param(fields(expires_at=None, expires_in=10**18), id="expires_in is far away"),
]

UNREADABLE = [
    pytest.param(token_answers.cut_after_the_tokens, id="cut"),
    pytest.param(token_answers.nested_too_deeply, id="deep"),
]


@pytest.fixture(autouse=True)
def short_history(strava: Strava, history: list[dict[str, Any]]) -> None:
    """Leave three activities on Strava."""
    strava.sample.activities = history[:3]


@pytest.fixture
def sync(connected: FlaskClient, finish_sync: Callable[[], None]) -> Callable[[], dict[str, Any]]:
    """A function that clicks Sync, waits until the sync ends, and returns its state."""

    def sync() -> dict[str, Any]:
        connected.post("/sync")
        finish_sync()
        return sync_state(connected)

    return sync


EDGES = [
    *[
        one
        for one in (*WITH_A_LIFETIME, *WITHOUT_A_LIFETIME)
        if one.id in ("text", "beyond 64 bits", "NaN", "list, no expires_in", "both missing")
    ],
    *UNREADABLE,
]
GROUPS = pytest.mark.parametrize(
    "answers",
    [EDGES, *slow(WITH_A_LIFETIME, WITHOUT_A_LIFETIME)],
    ids=["edges", "with a lifetime", "without"],
)


@GROUPS
def test_sign_in_is_stored_whatever_else_the_response_says(
    answers: list[Any],
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    client: FlaskClient,
    app: Flask,
    strava: Strava,
    clock: Clock,
) -> None:
    for answer in answers:
        change(strava, *answer.values)
        assert sign_in().headers["Location"] == "/activities", answer.id
        finish_sync()
        assert sync_state(client)["state"] == "done", answer.id
        clock.advance(hours=7)
        client.post("/sync")
        finish_sync()
        assert sync_state(client)["state"] == "done", answer.id
        # The next answer is again for an athlete whom Logbook does not know.
        client.post("/disconnect", data={"delete": "1"})
        assert rows(app, Athlete) == []


@GROUPS
def test_refreshed_tokens_are_stored_whatever_else_the_response_says(
    answers: list[Any], sync: Callable[[], Any], strava: Strava, clock: Clock
) -> None:
    for number, answer in enumerate(answers, start=1):
        change(strava, *answer.values)
        # The refresh token of one response has to be stored for the next one.
        clock.advance(hours=7)
        assert sync()["state"] == "done", answer.id
        assert strava.sample.token_requests.count("refresh_token") == number, answer.id
    clock.advance(hours=7)
    assert sync()["state"] == "done"


def test_token_of_unknown_lifetime_is_refreshed_soon_but_not_for_every_call(
    sync: Callable[[], Any], strava: Strava, clock: Clock
) -> None:
    change(strava, fields(expires_at=None, expires_in=None))
    clock.advance(hours=7)
    for _ in range(3):
        sync()
    assert strava.sample.token_requests.count("refresh_token") == 1
    clock.advance(minutes=2 * LEEWAY / 60)
    for _ in range(3):
        sync()
    assert strava.sample.token_requests.count("refresh_token") == 2


def test_known_lifetime_is_used(sync: Callable[[], Any], strava: Strava, clock: Clock) -> None:
    change(strava, expiry(None, expires_in=True))
    clock.advance(hours=7)
    sync()
    clock.advance(hours=5, minutes=54)
    sync()
    assert strava.sample.token_requests.count("refresh_token") == 1
    clock.advance(minutes=2)
    sync()
    assert strava.sample.token_requests.count("refresh_token") == 2


def test_refresh_without_a_refresh_token_keeps_the_old_one(
    sync: Callable[[], Any], strava: Strava, app: Flask, clock: Clock
) -> None:
    (before,) = rows(app, Token)
    change(strava, fields(refresh_token=None))
    clock.advance(hours=7)
    sync()
    (grant,) = strava.sample._grants
    (after,) = rows(app, Token)
    assert after.refresh_token == before.refresh_token
    assert after.access_token == grant.access_token


@pytest.mark.parametrize("access_token", [None, "", 5, "\ud800", "nul\0"])
def test_new_refresh_token_is_stored_even_without_an_access_token(
    sync: Callable[[], Any], strava: Strava, app: Flask, clock: Clock, access_token: Any
) -> None:
    (before,) = rows(app, Token)
    change(strava, fields(access_token=access_token))
    clock.advance(hours=7)
    run = sync()
    assert (run["state"], "does not understand" in run["error"]) == ("waiting", True)
    (after,) = rows(app, Token)
    assert after.refresh_token != before.refresh_token
    strava.app.after_request_funcs.clear()
    assert sync()["state"] == "done"


@pytest.mark.parametrize("refresh_token", [None, "", 5, "\ud800", "nul\0"])
def test_sign_in_needs_both_tokens(
    sign_in: Callable[..., Any], strava: Strava, app: Flask, refresh_token: Any
) -> None:
    change(strava, fields(refresh_token=refresh_token))
    answer = sign_in()
    assert (answer.status_code, "does not understand" in answer.text) == (502, True)
    assert rows(app, Athlete) == []


class TestWithoutAthlete:
    """A sign-in whose response does not say which athlete it is for."""

    @pytest.mark.parametrize(
        "athlete",
        [None, [], {}, "7", {"id": None}, {"id": "7"}, {"id": 0}, {"id": True}, {"id": 2**63}],
        ids=str,
    )
    def test_strava_is_asked_for_the_athlete_with_the_new_token(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask, athlete: Any
    ) -> None:
        change(strava, fields(athlete=athlete))
        assert sign_in().headers["Location"] == "/activities"
        (stored,) = rows(app, Athlete)
        assert stored.id == sample_athlete.summary()["id"]
        assert stored.profile_fetched_at is not None
        assert [path for _, path in strava.sample.calls].count("/api/v3/athlete") == 1

    def test_error_of_this_call_has_its_own_page(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask
    ) -> None:
        change(strava, fields(athlete=None))
        strava.sample.inactive = True
        assert "to inactive" in sign_in().text
        assert rows(app, Athlete) == []


def test_tokens_of_a_known_athlete_are_stored_before_the_scope_is_judged(
    connected: FlaskClient, sign_in: Callable[..., Any], strava: Strava, app: Flask
) -> None:
    answer = sign_in(activity_read=False, activity_read_all=False)
    assert "no permission to read your activities" in answer.text
    (token,) = rows(app, Token)
    assert token.refresh_token == strava.sample._grants[-1].refresh_token
    assert "activity" not in token.scope
