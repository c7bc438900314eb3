"""The athletes: look them up, connect and disconnect them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from .. import coerce
from ..api.oauth import READS_PRIVATE_ACTIVITIES, READS_PROFILE, TokenGrant, parse_scope
from ..db import archived_gear, sync_runs
from ..db.athletes import data_changed
from ..db.engine import allow_long_statements
from ..db.models import Athlete, Gear, Token
from ..errors import NotConnected, UnexpectedAnswer
from ..folding import folded
from . import tokens

_HIGHEST_FTP = 2000
"""Watts. More is an error."""
_SEXES = ("F", "M")
"""Strava has no other ones; it is missing if the athlete has not said."""


def find(session: Session, athlete_id: int | None = None) -> Athlete | None:
    """Return the athlete with this id, by default the one who connected last; None if none.

    Without an id, athletes who are still connected take precedence.
    """
    if athlete_id is not None:
        return session.get(Athlete, athlete_id) if coerce.identifier(athlete_id) else None
    is_connected = exists().where(Token.athlete_id == Athlete.id, Token.refused_at.is_(None))
    newest = select(Athlete).order_by(is_connected.desc(), Athlete.connected_at.desc())
    return session.scalar(newest.limit(1))


def get(session: Session, athlete_id: int | None = None) -> Athlete:
    """Return what `find` returns; raises NotConnected, listing the existing ids, if none."""
    athlete = find(session, athlete_id)
    if athlete is not None:
        return athlete
    ids = ", ".join(f"{athlete.id} ({athlete.name})" for athlete in everyone(session))
    if athlete_id is not None and ids:
        raise NotConnected(f"No athlete {athlete_id} has connected; there are: {ids}.")
    raise NotConnected(
        "No athlete has connected yet. Start Logbook as described in the README, and click "
        "Connect with Strava on the page that opens."
    )


def everyone(session: Session) -> Sequence[Athlete]:
    """Return all athletes, sorted by name."""
    found = session.scalars(select(Athlete).order_by(Athlete.id))
    return sorted(found, key=lambda athlete: folded(athlete.name))


def valid_token(session: Session, athlete: Athlete) -> Token | None:
    """Return the athlete's token; None if there is none or Strava has refused it."""
    token = session.get(Token, athlete.id)
    return token if token is not None and token.refused_at is None else None


def is_refused(session: Session, athlete: Athlete) -> bool:
    """Return whether Strava has refused the athlete's token; False after a disconnect."""
    token = session.get(Token, athlete.id)
    return token is not None and token.refused_at is not None


def sees_private(token: Token) -> bool:
    """Return whether the granted scope includes activities that only the athlete can see."""
    return READS_PRIVATE_ACTIVITIES in parse_scope(token.scope)


def sees_profile(token: Token) -> bool:
    """Return whether the granted scope includes the zones and the rest of the profile."""
    return READS_PROFILE in parse_scope(token.scope)


def refresh_token(session: Session, athlete_id: int) -> str | None:
    """Return the refresh token, which can be used to revoke the consent; None if refused."""
    valid = (Token.athlete_id == athlete_id, Token.refused_at.is_(None))
    return session.scalar(select(Token.refresh_token).where(*valid))


def id_in(profile: dict[str, Any]) -> int | None:
    """Return the id in an athlete's profile, or in the athlete of a token response."""
    return coerce.identifier(profile.get("id"))


def connect(session: Session, grant: TokenGrant, scope: str, now: datetime) -> tuple[Athlete, bool]:
    """Store a new sign-in and commit; return the athlete, and whether they are new.

    If the scope is wider than before, the next sync checks the whole list from the start, as
    older activities may have become visible.
    """
    athlete_id = id_in(grant.athlete)
    if athlete_id is None:
        raise UnexpectedAnswer
    athlete, token = session.get(Athlete, athlete_id), session.get(Token, athlete_id)
    is_new = athlete is None
    if athlete is None:
        athlete = Athlete(id=athlete_id)
        session.add(athlete)
    wider = token is None or not parse_scope(scope) <= parse_scope(token.scope)
    if wider:
        athlete.last_checked_at = None
    athlete.connected_at, athlete.from_archive = now, False
    _update_fields(athlete, grant.athlete)
    session.flush()
    _correct_later_sign_ins(session, now)
    if wider:
        sync_runs.supersede(session, athlete_id, now)
    tokens.store(session, athlete_id, grant, scope, now)
    session.commit()
    return athlete, is_new


def store_profile(session: Session, athlete_id: int, profile: Any, now: datetime) -> None:
    """Store the response of `GET /athlete`, with units, bikes and shoes, and commit."""
    athlete = session.get(Athlete, athlete_id)
    if not isinstance(profile, dict) or athlete is None:
        raise UnexpectedAnswer
    _update_fields(athlete, profile)
    athlete.profile_fetched_at = now
    lists = [profile.get(kind) for kind in ("bikes", "shoes")]
    listed = [gear for found in lists if isinstance(found, list) for gear in found]
    for gear in listed:
        store_gear(session, athlete_id, gear)
    if all(isinstance(found, list) for found in lists):
        _retire_others(session, athlete_id, listed)
    data_changed(session, athlete_id)
    session.commit()


def store_gear(session: Session, athlete_id: int, gear: Any) -> None:
    """Store a bike or a pair of shoes as Strava describes it. The caller commits."""
    gear_id = coerce.short_text(gear.get("id")) if isinstance(gear, dict) else None
    if gear_id is not None:
        name, distance = coerce.short_text(gear.get("name")), coerce.number(gear.get("distance"))
        fields = {"name": name or gear_id, "distance": distance}
        if isinstance(gear.get("retired"), bool):
            fields["retired"] = gear["retired"]
        session.merge(Gear(id=gear_id, athlete_id=athlete_id, **fields))
        if name is not None:
            archived_gear.replace(session, athlete_id, gear_id, name)


def _retire_others(session: Session, athlete_id: int, listed: list[Any]) -> None:
    """Mark the gear that Strava no longer lists as retired."""
    named = [gear for gear in listed if isinstance(gear, dict)]
    is_retired = {coerce.short_text(gear.get("id")): gear.get("retired") is True for gear in named}
    for stored in session.scalars(select(Gear).where(Gear.athlete_id == athlete_id)):
        if not archived_gear.is_made_up(stored.id):
            stored.retired = is_retired.get(stored.id, True)


def disconnect(session: Session, athlete_id: int, *, with_data: bool) -> None:
    """Delete the athlete's token, optionally with all their data, and commit."""
    session.execute(delete(Token).where(Token.athlete_id == athlete_id))
    if with_data:
        allow_long_statements(session.connection())
        session.execute(delete(Athlete).where(Athlete.id == athlete_id))
    session.commit()


def _correct_later_sign_ins(session: Session, now: datetime) -> None:
    """Let no sign-in that was stored while the clock was ahead remain the latest one."""
    session.execute(
        update(Athlete)
        .where(Athlete.connected_at > now)
        .values(connected_at=now - timedelta(seconds=1))
        .execution_options(synchronize_session=False)
    )


def _update_fields(athlete: Athlete, profile: dict[str, Any]) -> None:
    names = [coerce.short_text(profile.get(field)) or "" for field in ("firstname", "lastname")]
    athlete.name = " ".join(" ".join(names).split()) or athlete.name or f"Athlete {athlete.id}"
    for field in ("city", "measurement_preference"):
        if (value := coerce.short_text(profile.get(field))) is not None:
            setattr(athlete, field, value)
    ftp = coerce.whole_number(profile.get("ftp"))
    if ftp is not None and 0 < ftp <= _HIGHEST_FTP:
        athlete.ftp = ftp
    if (sex := profile.get("sex")) in _SEXES:
        athlete.sex = sex
