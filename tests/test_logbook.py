"""Logbook: signing in and out, rate limits, and the parts it wires together."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace

import pytest
import responses
from sqlalchemy import select

from strava import errors
from strava.api.client import Client
from strava.api.oauth import SCOPES
from strava.db.models import Athlete, Token
from strava.logbook import Logbook

from .clock import Clock
from .sample_strava import Strava

SCOPE = ",".join(SCOPES)


def sign_in(logbook: Logbook, strava: Strava, scope: str = SCOPE) -> Athlete:
    return logbook.sign_in(strava.sample.issue_code(frozenset(scope.split(","))), scope)


def stored_athletes(logbook: Logbook) -> list[Athlete]:
    with logbook.sessions() as session:
        return list(session.scalars(select(Athlete)))


def stored_tokens(logbook: Logbook) -> list[Token]:
    with logbook.sessions() as session:
        return list(session.scalars(select(Token)))


def without_credentials(logbook: Logbook) -> Logbook:
    settings = replace(logbook.settings, client_id=None, client_secret=None)
    return Logbook(settings, logbook.sessions.kw["bind"], logbook.clock)


class TestSignIn:
    def test_athlete_token_and_profile_are_stored(
        self, logbook: Logbook, strava: Strava, clock: Clock
    ) -> None:
        clock.advance(minutes=3)
        athlete = sign_in(logbook, strava)
        (stored,) = stored_athletes(logbook)
        assert stored.id == athlete.id
        assert stored.connected_at == stored.profile_fetched_at == logbook.now()
        (token,) = stored_tokens(logbook)
        assert (token.athlete_id, token.scope) == (athlete.id, SCOPE)

    @pytest.mark.parametrize("scope", ["read", "read,profile:read_all"])
    def test_scope_without_activities_stores_nothing(
        self, logbook: Logbook, strava: Strava, scope: str
    ) -> None:
        with pytest.raises(errors.TooLittleGranted):
            sign_in(logbook, strava, scope)
        assert stored_athletes(logbook) == []
        assert strava.sample.calls == []

    @pytest.mark.parametrize("scope", ["activity:read", "activity:read_all"])
    def test_either_activity_scope_is_enough(
        self, logbook: Logbook, strava: Strava, scope: str
    ) -> None:
        sign_in(logbook, strava, f"read,{scope}")
        assert len(stored_athletes(logbook)) == 1

    def test_new_athlete_is_removed_if_the_application_is_inactive(
        self, logbook: Logbook, strava: Strava
    ) -> None:
        strava.sample.inactive = True
        with pytest.raises(errors.ApplicationInactive):
            sign_in(logbook, strava)
        assert stored_athletes(logbook) == []
        assert stored_tokens(logbook) == []

    def test_known_athlete_stays_if_the_application_is_inactive(
        self, logbook: Logbook, strava: Strava
    ) -> None:
        sign_in(logbook, strava)
        strava.sample.inactive = True
        with pytest.raises(errors.ApplicationInactive):
            sign_in(logbook, strava)
        assert len(stored_athletes(logbook)) == len(stored_tokens(logbook)) == 1

    @pytest.mark.parametrize("inactive", [False, True], ids=["active", "inactive"])
    def test_connections_are_closed(
        self, logbook: Logbook, strava: Strava, monkeypatch: pytest.MonkeyPatch, inactive: bool
    ) -> None:
        closed: list[Client] = []

        def close(self: Client) -> None:
            closed.append(self)

        monkeypatch.setattr(Client, "close", close)
        strava.sample.inactive = inactive
        with suppress(errors.ApplicationInactive):
            sign_in(logbook, strava)
        assert len(closed) == 1

    @pytest.mark.parametrize(
        "error", [errors.Unavailable, errors.UnexpectedAnswer, errors.RateLimited]
    )
    def test_profile_that_cannot_be_fetched_now_does_not_fail_the_sign_in(
        self,
        logbook: Logbook,
        strava: Strava,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        error: type[errors.StravaError],
    ) -> None:
        def fail(self: Client, path: str) -> None:
            assert path == "/athlete"
            raise errors.RateLimited(logbook.now()) if error is errors.RateLimited else error

        monkeypatch.setattr(Client, "get", fail)
        with caplog.at_level(logging.WARNING):
            sign_in(logbook, strava)
        (athlete,) = stored_athletes(logbook)
        assert athlete.profile_fetched_at is None
        assert "The profile could not be fetched" in caplog.text


class TestSignOut:
    def test_token_is_deleted_and_revoked(self, logbook: Logbook, strava: Strava) -> None:
        athlete = sign_in(logbook, strava)
        client = logbook.client(athlete.id)
        (token,) = stored_tokens(logbook)
        logbook.sign_out(athlete.id, with_data=False)
        client.close()
        assert stored_tokens(logbook) == []
        assert len(stored_athletes(logbook)) == 1
        with pytest.raises(errors.RefreshTokenRefused):
            logbook.oauth().refresh(token.refresh_token)

    def test_data_is_deleted_too_on_request(self, logbook: Logbook, strava: Strava) -> None:
        logbook.sign_out(sign_in(logbook, strava).id, with_data=True)
        assert stored_athletes(logbook) == []

    def test_token_is_deleted_even_if_it_cannot_be_revoked(
        self, logbook: Logbook, strava: Strava
    ) -> None:
        athlete = sign_in(logbook, strava)
        with responses.RequestsMock() as mock:
            mock.post(f"{logbook.settings.oauth_url}/revoke", status=500)
            with pytest.raises(errors.Unavailable):
                logbook.sign_out(athlete.id, with_data=False)
        assert stored_tokens(logbook) == []

    def test_token_that_strava_has_refused_is_not_revoked(
        self, logbook: Logbook, strava: Strava
    ) -> None:
        athlete = sign_in(logbook, strava)
        with logbook.sessions.begin() as session:
            session.get_one(Token, athlete.id).refused_at = logbook.now()
        with responses.RequestsMock():  # Any request would raise a ConnectionError.
            logbook.sign_out(athlete.id, with_data=False)
        assert stored_tokens(logbook) == []


class TestRateLimits:
    def test_limits_of_each_response_are_stored(self, logbook: Logbook, strava: Strava) -> None:
        assert logbook.usage() is None
        logbook.check_rate_limits()  # Raises nothing while no limits are known.
        athlete = sign_in(logbook, strava)
        client = logbook.client(athlete.id)
        client.get("/athlete/zones")
        client.close()
        usage = logbook.usage()
        assert usage is not None
        assert usage.quarter_hour.used == len(strava.sample.calls) == 2

    def test_call_within_the_reserve_is_allowed_only_without_a_reserve(
        self, logbook: Logbook, strava: Strava
    ) -> None:
        strava.sample.set_limits(read=(12, 1000))
        sign_in(logbook, strava)  # One of 12 calls; half of them are reserved.
        logbook.check_rate_limits(4)
        with pytest.raises(errors.RateLimited):
            logbook.check_rate_limits(5)
        logbook.check_rate_limits(5, reserve=0)

    def test_usage_resets_with_the_clock_of_logbook(
        self, logbook: Logbook, strava: Strava, clock: Clock
    ) -> None:
        sign_in(logbook, strava)
        clock.advance(minutes=15)
        usage = logbook.usage()
        assert usage is not None
        assert (usage.quarter_hour.used, usage.day.used) == (0, 1)


class TestWithoutCredentials:
    def test_nothing_is_known_of_the_rate_limits(self, logbook: Logbook) -> None:
        assert without_credentials(logbook).usage() is None

    def test_oauth_is_not_possible(self, logbook: Logbook) -> None:
        with pytest.raises(errors.NoCredentials):
            without_credentials(logbook).oauth()

    def test_client_works_while_its_token_is_valid(self, logbook: Logbook, strava: Strava) -> None:
        athlete = sign_in(logbook, strava)
        client = without_credentials(logbook).client(athlete.id)
        assert client.get("/athlete")["id"] == athlete.id
        client.close()
