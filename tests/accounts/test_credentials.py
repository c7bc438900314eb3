"""Client ID and Client Secret: which ones are in use, and what happens when they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from strava.accounts import athletes, credentials
from strava.api.oauth import Credentials, TokenGrant
from strava.db.models import ApiApplication, Token
from strava.errors import NoCredentials, ReconnectNeeded
from strava.logbook import Logbook
from strava.settings import Settings

ATHLETE = 42
STORED = Credentials("1", "a" * 40)
OTHERS = [Credentials("2", "a" * 40), Credentials("1", "b" * 40)]


def save(logbook: Logbook, pair: Credentials, *, in_use: bool) -> None:
    with logbook.sessions() as session:
        credentials.save(session, pair, logbook.now(), in_use=in_use)


def token(logbook: Logbook) -> Token:
    with logbook.sessions() as session:
        return session.get_one(Token, ATHLETE)


@pytest.fixture
def without_environment(settings: Settings) -> Settings:
    return replace(settings, client_id=None, client_secret=None)


@pytest.fixture
def connected_athlete(logbook: Logbook) -> None:
    grant = TokenGrant("access", "refresh", int(logbook.clock()) + 3600, {"id": ATHLETE})
    with logbook.sessions() as session:
        athletes.connect(session, grant, "activity:read", logbook.now())


class TestFind:
    def test_environment_takes_precedence_over_what_is_stored(
        self, logbook: Logbook, settings: Settings
    ) -> None:
        save(logbook, STORED, in_use=False)
        with logbook.sessions() as session:
            found = credentials.get(session, settings)
        assert found == Credentials(str(settings.client_id), str(settings.client_secret))

    def test_stored_credentials_are_used_without_those_of_the_environment(
        self, logbook: Logbook, without_environment: Settings
    ) -> None:
        save(logbook, STORED, in_use=True)
        with logbook.sessions() as session:
            assert credentials.find(session, without_environment) == STORED
            assert credentials.get(session, without_environment) == STORED

    def test_half_a_pair_in_the_environment_is_not_used(
        self, logbook: Logbook, settings: Settings
    ) -> None:
        save(logbook, STORED, in_use=True)
        with logbook.sessions() as session:
            for half in (replace(settings, client_id=None), replace(settings, client_secret=None)):
                assert credentials.find(session, half) == STORED

    def test_missing_credentials_error_says_how_to_enter_them(
        self, logbook: Logbook, without_environment: Settings
    ) -> None:
        with logbook.sessions() as session:
            assert credentials.find(session, without_environment) is None
            with pytest.raises(NoCredentials, match="STRAVA_CLIENT_ID"):
                credentials.get(session, without_environment)


@pytest.mark.usefixtures("connected_athlete")
class TestSave:
    def test_new_credentials_replace_the_stored_ones(
        self, logbook: Logbook, without_environment: Settings
    ) -> None:
        for pair in (STORED, *OTHERS):
            save(logbook, pair, in_use=True)
            with logbook.sessions() as session:
                assert credentials.find(session, without_environment) == pair
                assert session.query(ApiApplication).count() == 1

    @pytest.mark.parametrize("other", OTHERS, ids=["another ID", "another secret"])
    def test_every_athlete_has_to_reconnect_when_credentials_change(
        self, logbook: Logbook, other: Credentials
    ) -> None:
        save(logbook, STORED, in_use=False)
        before = token(logbook).generation
        save(logbook, other, in_use=True)
        with pytest.raises(ReconnectNeeded):
            logbook.tokens.fresh_token(ATHLETE)
        assert token(logbook).refused_at == logbook.now()
        assert token(logbook).generation == before + 1

    def test_every_athlete_has_to_reconnect_when_the_first_are_stored(
        self, logbook: Logbook
    ) -> None:
        save(logbook, STORED, in_use=True)
        with pytest.raises(ReconnectNeeded):
            logbook.tokens.fresh_token(ATHLETE)

    def test_token_that_was_refused_before_keeps_the_time_of_its_refusal(
        self, logbook: Logbook
    ) -> None:
        refused_at = logbook.now() - timedelta(days=1)
        with logbook.sessions.begin() as session:
            session.get_one(Token, ATHLETE).refused_at = refused_at
        save(logbook, STORED, in_use=True)
        assert token(logbook).refused_at == refused_at

    def test_saving_the_same_credentials_again_changes_nothing(self, logbook: Logbook) -> None:
        save(logbook, STORED, in_use=False)
        save(logbook, STORED, in_use=True)
        assert logbook.tokens.fresh_token(ATHLETE) == "access"

    def test_saving_credentials_that_are_not_in_use_changes_no_token(
        self, logbook: Logbook
    ) -> None:
        save(logbook, STORED, in_use=False)
        save(logbook, OTHERS[0], in_use=False)
        assert logbook.tokens.fresh_token(ATHLETE) == "access"
