"""Athletes: which one is found, and what connecting, profiles and disconnecting store."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from strava.accounts import athletes
from strava.api.oauth import TokenGrant
from strava.db.models import Athlete, Gear, SyncRun, Token
from strava.errors import NotConnected, UnexpectedAnswer
from strava.logbook import Logbook

from ..clock import Clock

PUBLIC, PRIVATE = "read,activity:read", "read,activity:read,activity:read_all"


def connect(
    logbook: Logbook, athlete_id: int = 1, scope: str = PRIVATE, **profile: Any
) -> tuple[Athlete, bool]:
    athlete = {"id": athlete_id, "firstname": f"Athlete{athlete_id}", **profile}
    grant = TokenGrant("access", "refresh", int(logbook.clock()) + 3600, athlete)
    with logbook.sessions() as session:
        return athletes.connect(session, grant, scope, logbook.now())


def disconnect(logbook: Logbook, athlete_id: int, *, with_data: bool = False) -> None:
    with logbook.sessions() as session:
        athletes.disconnect(session, athlete_id, with_data=with_data)


def stored(logbook: Logbook, athlete_id: int = 1) -> Athlete:
    with logbook.sessions() as session:
        return session.get_one(Athlete, athlete_id)


def find(logbook: Logbook, athlete_id: int | None = None) -> int | None:
    with logbook.sessions() as session:
        athlete = athletes.find(session, athlete_id)
        return athlete.id if athlete else None


def test_athletes_are_sorted_by_their_folded_names(logbook: Logbook) -> None:
    for athlete_id, name in enumerate(("Zoe", "Øyvind", "Łucja", "olga", "Mia"), start=1):
        connect(logbook, athlete_id, firstname=name)
    with logbook.sessions() as session:
        names = [athlete.name for athlete in athletes.everyone(session)]
    assert names == ["Łucja", "Mia", "olga", "Øyvind", "Zoe"]


class TestFind:
    def test_without_an_id_the_athlete_who_connected_last_is_found(
        self, logbook: Logbook, clock: Clock
    ) -> None:
        assert find(logbook) is None
        for athlete_id in (2, 3, 1):
            connect(logbook, athlete_id)
            clock.advance(minutes=1)
        assert find(logbook) == 1
        connect(logbook, 2)
        assert find(logbook) == 2

    def test_connected_athletes_take_precedence(self, logbook: Logbook, clock: Clock) -> None:
        for athlete_id in (1, 2, 3):
            connect(logbook, athlete_id)
            clock.advance(minutes=1)
        disconnect(logbook, 3)
        with logbook.sessions.begin() as session:
            session.get_one(Token, 2).refused_at = logbook.now()
        assert find(logbook) == 1
        disconnect(logbook, 1)
        assert find(logbook) == 3

    def test_athlete_is_found_by_id_even_if_disconnected(self, logbook: Logbook) -> None:
        connect(logbook, 1)
        disconnect(logbook, 1)
        assert find(logbook, 1) == 1
        assert find(logbook, 2) is None

    def test_error_for_an_unknown_id_lists_the_known_ones(self, logbook: Logbook) -> None:
        for athlete_id in (2, 1):
            connect(logbook, athlete_id)
        with logbook.sessions() as session:
            assert athletes.get(session, 2).id == 2
            with pytest.raises(NotConnected, match=r"No athlete 3 .*: 1 \(Athlete1\), 2 \(Ath"):
                athletes.get(session, 3)

    @pytest.mark.parametrize("athlete_id", [None, 3])
    def test_error_without_any_athlete_says_how_to_connect(
        self, logbook: Logbook, athlete_id: int | None
    ) -> None:
        with logbook.sessions() as session, pytest.raises(NotConnected, match="click Connect"):
            athletes.get(session, athlete_id)

    def test_everyone_is_sorted_by_name(self, logbook: Logbook) -> None:
        for athlete_id, name in ((1, "Zoe"), (2, "Ada"), (3, "Mia")):
            connect(logbook, athlete_id, firstname=name)
        with logbook.sessions() as session:
            assert [athlete.name for athlete in athletes.everyone(session)] == ["Ada", "Mia", "Zoe"]


class TestToken:
    """`valid_token`, `is_refused` and `refresh_token`, which depend on the token's state."""

    def state(self, logbook: Logbook) -> tuple[bool, bool, str | None]:
        with logbook.sessions() as session:
            athlete = session.get_one(Athlete, 1)
            return (
                athletes.valid_token(session, athlete) is not None,
                athletes.is_refused(session, athlete),
                athletes.refresh_token(session, 1),
            )

    def test_token_of_a_connected_athlete_is_valid(self, logbook: Logbook) -> None:
        connect(logbook)
        assert self.state(logbook) == (True, False, "refresh")

    def test_refused_token_is_neither_valid_nor_revocable(self, logbook: Logbook) -> None:
        connect(logbook)
        with logbook.sessions.begin() as session:
            session.get_one(Token, 1).refused_at = logbook.now()
        assert self.state(logbook) == (False, True, None)
        connect(logbook)
        assert self.state(logbook) == (True, False, "refresh")

    def test_disconnected_athlete_has_no_token_and_no_refused_one(self, logbook: Logbook) -> None:
        connect(logbook)
        disconnect(logbook, 1)
        assert self.state(logbook) == (False, False, None)

    def test_refresh_token_is_the_one_of_the_athlete(self, logbook: Logbook) -> None:
        connect(logbook, 1)
        connect(logbook, 2)
        disconnect(logbook, 1)
        assert self.state(logbook)[2] is None

    @pytest.mark.parametrize(("scope", "sees_private"), [(PUBLIC, False), (PRIVATE, True)])
    def test_scope_decides_whether_private_activities_are_visible(
        self, logbook: Logbook, scope: str, sees_private: bool
    ) -> None:
        connect(logbook, scope=scope)
        with logbook.sessions() as session:
            assert athletes.sees_private(session.get_one(Token, 1)) is sees_private


class TestConnect:
    def test_new_athlete_is_stored_with_the_time_of_the_clock(self, logbook: Logbook) -> None:
        athlete, is_new = connect(logbook, firstname="Noor", lastname="Ali", city="Bonn")
        assert is_new
        assert athlete.id == 1
        assert (stored(logbook).name, stored(logbook).city) == ("Noor Ali", "Bonn")
        assert stored(logbook).connected_at == logbook.now()

    def test_known_athlete_is_not_new_even_after_a_disconnect(
        self, logbook: Logbook, clock: Clock
    ) -> None:
        connect(logbook)
        disconnect(logbook, 1)
        clock.advance(minutes=1)
        athlete, is_new = connect(logbook)
        assert not is_new
        assert athlete.connected_at == logbook.now()

    @pytest.mark.parametrize("athlete_id", [None, 0, "1", 2**63])
    def test_grant_without_an_athlete_is_an_unexpected_answer(
        self, logbook: Logbook, athlete_id: Any
    ) -> None:
        grant = TokenGrant("access", "refresh", 1, {"id": athlete_id})
        with logbook.sessions() as session, pytest.raises(UnexpectedAnswer):
            athletes.connect(session, grant, PRIVATE, logbook.now())

    @pytest.mark.parametrize(
        ("before", "after", "wider"),
        [
            (PUBLIC, PRIVATE, True),
            (PRIVATE, PRIVATE, False),
            (PRIVATE, PUBLIC, False),
            (None, PRIVATE, True),
        ],
        ids=["wider", "same", "narrower", "after a disconnect"],
    )
    def test_only_a_wider_scope_restarts_the_check_of_the_whole_list(
        self, logbook: Logbook, clock: Clock, before: str | None, after: str, wider: bool
    ) -> None:
        connect(logbook, scope=before or PRIVATE)
        if before is None:
            disconnect(logbook, 1)
        checked_at = logbook.now()
        with logbook.sessions.begin() as session:
            session.get_one(Athlete, 1).last_checked_at = checked_at
            run = SyncRun(
                athlete_id=1, kind="full", state="paused", started_at=checked_at, position=5
            )
            session.add(run)
        clock.advance(minutes=1)
        connect(logbook, scope=after)
        with logbook.sessions() as session:
            (run,) = session.scalars(select(SyncRun))
            assert session.get_one(Token, 1).scope == after
        checked = None if wider else checked_at
        finished = logbook.now() if wider else None
        assert stored(logbook).last_checked_at == checked
        assert (run.state, run.position) == (("cancelled", None) if wider else ("paused", 5))
        assert run.finished_at == finished


class TestProfile:
    def store(self, logbook: Logbook, profile: Any, athlete_id: int = 1) -> None:
        with logbook.sessions() as session:
            athletes.store_profile(session, athlete_id, profile, logbook.now())

    def test_units_gear_and_time_are_stored(self, logbook: Logbook, clock: Clock) -> None:
        connect(logbook)
        version = stored(logbook).data_version
        clock.advance(minutes=5)
        bike = {"id": "b1", "name": "Gravel", "distance": 1200.5}
        shoes = [{"id": "g1", "name": None}, {"id": 7}, None]
        self.store(
            logbook,
            {"id": 1, "measurement_preference": "feet", "bikes": [bike], "shoes": shoes},
        )
        athlete = stored(logbook)
        assert (athlete.imperial, athlete.profile_fetched_at) == (True, logbook.now())
        assert athlete.data_version == version + 1
        with logbook.sessions() as session:
            gear = session.scalars(select(Gear).order_by(Gear.id)).all()
        assert [(one.id, one.athlete_id, one.name, one.distance) for one in gear] == [
            ("b1", 1, "Gravel", 1200.5),
            ("g1", 1, "g1", None),
        ]

    def test_gear_that_is_stored_already_is_updated(self, logbook: Logbook) -> None:
        connect(logbook)
        for name in ("Old", "New"):
            self.store(logbook, {"bikes": [{"id": "b1", "name": name}]})
        with logbook.sessions() as session:
            assert [gear.name for gear in session.scalars(select(Gear))] == ["New"]

    @pytest.mark.parametrize(
        ("profile", "name"),
        [
            ({"firstname": " Noor ", "lastname": "van  Dam"}, "Noor van Dam"),
            ({"lastname": "Dam"}, "Dam"),
            ({"firstname": "\ud800"}, "?"),
            ({}, "Athlete1"),
            ({"firstname": "", "lastname": None}, "Athlete1"),
        ],
    )
    def test_name_is_put_together_or_stays(
        self, logbook: Logbook, profile: dict[str, Any], name: str
    ) -> None:
        connect(logbook)
        self.store(logbook, profile)
        assert stored(logbook).name == name

    def test_athlete_without_any_name_is_called_by_id(self, logbook: Logbook) -> None:
        connect(logbook, 5, firstname=None)
        assert stored(logbook, 5).name == "Athlete 5"

    def test_missing_fields_keep_what_is_stored(self, logbook: Logbook) -> None:
        connect(logbook, city="Bonn")
        self.store(logbook, {"city": None, "bikes": 5, "shoes": None})
        assert stored(logbook).city == "Bonn"

    @pytest.mark.parametrize("profile", [None, [], "Noor"])
    def test_profile_that_is_not_an_object_is_an_unexpected_answer(
        self, logbook: Logbook, profile: Any
    ) -> None:
        connect(logbook)
        with pytest.raises(UnexpectedAnswer):
            self.store(logbook, profile)
        assert stored(logbook).profile_fetched_at is None

    def test_profile_of_an_athlete_deleted_meanwhile_is_not_stored(self, logbook: Logbook) -> None:
        with pytest.raises(UnexpectedAnswer):
            self.store(logbook, {"id": 1})


class TestDisconnect:
    def test_token_is_deleted_and_the_athlete_stays(self, logbook: Logbook) -> None:
        for athlete_id in (1, 2):
            connect(logbook, athlete_id)
        disconnect(logbook, 1)
        with logbook.sessions() as session:
            assert [token.athlete_id for token in session.scalars(select(Token))] == [2]
            assert len(athletes.everyone(session)) == 2

    def test_data_is_deleted_too_on_request(self, logbook: Logbook) -> None:
        for athlete_id in (1, 2):
            connect(logbook, athlete_id)
        disconnect(logbook, 1, with_data=True)
        with logbook.sessions() as session:
            assert [athlete.id for athlete in athletes.everyone(session)] == [2]
            assert [token.athlete_id for token in session.scalars(select(Token))] == [2]
