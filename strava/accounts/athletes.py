"""The athletes who have connected: found, connected, described, disconnected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from .. import coerce
from ..api import oauth
from ..api.oauth import READS_PRIVATE_ACTIVITIES, parse_scope
from ..db.models import Athlete, Gear, SyncRun, Token
from ..errors import NotConnected, UnexpectedAnswer
from . import tokens


def find(session: Session, athlete_id: int | None = None) -> Athlete | None:
    """The athlete with this id; without an id the one who connected last; None if none.

    Who is still connected comes before who is not.
    """
    if athlete_id is not None:
        return session.get(Athlete, athlete_id)
    live = exists().where(Token.athlete_id == Athlete.id, Token.refused_at.is_(None))
    newest = select(Athlete).order_by(live.desc(), Athlete.connected_at.desc())
    return session.scalar(newest.limit(1))


def get(session: Session, athlete_id: int | None = None) -> Athlete:
    """As find, but raises NotConnected with the ids there are."""
    athlete = find(session, athlete_id)
    if athlete is not None:
        return athlete
    ids = ", ".join(f"{one.id} ({one.name})" for one in everyone(session))
    if athlete_id is not None and ids:
        raise NotConnected(f"No athlete {athlete_id} has connected; there are: {ids}.")
    raise NotConnected(
        "No athlete has connected yet. Start Logbook, as the README tells, and click Connect with "
        "Strava in the page that opens."
    )


def everyone(session: Session) -> Sequence[Athlete]:
    """All athletes, by name."""
    return session.scalars(select(Athlete).order_by(Athlete.name)).all()


def connection(session: Session, athlete: Athlete) -> Token | None:
    """The athlete's sign-in if it is good, else None."""
    token = session.get(Token, athlete.id)
    return token if token is not None and token.refused_at is None else None


def is_refused(session: Session, athlete: Athlete) -> bool:
    """Whether there is a sign-in that Strava no longer accepts; False after a disconnect."""
    token = session.get(Token, athlete.id)
    return token is not None and token.refused_at is not None


def sees_private(token: Token) -> bool:
    """Whether activities that only the athlete can see were granted."""
    return READS_PRIVATE_ACTIVITIES in parse_scope(token.scope)


def find_granted(session: Session, granted: oauth.TokenGrant) -> Athlete | None:
    """The athlete whom tokens were given for, if they have connected before."""
    return session.get(Athlete, _id(granted))


def refresh_token(session: Session, athlete_id: int) -> str | None:
    """The refresh token, which stands for the athlete's whole consent; None if it is dead."""
    live = (Token.athlete_id == athlete_id, Token.refused_at.is_(None))
    return session.scalar(select(Token.refresh_token).where(*live))


def connect(session: Session, granted: oauth.TokenGrant, scope: str) -> Athlete:
    """Store what a sign-in brought, and commit.

    Where more was granted than before, the whole list has to be walked once more, from its top.
    """
    athlete_id = _id(granted)
    athlete, before = session.get(Athlete, athlete_id), session.get(Token, athlete_id)
    if athlete is None:
        athlete = Athlete(id=athlete_id)
        session.add(athlete)
    more = before is None or not parse_scope(scope) <= parse_scope(before.scope)
    if more:
        athlete.last_checked_at = None
    athlete.connected_at = datetime.now(UTC)
    _describe(athlete, granted.athlete)
    session.flush()
    if more:
        _end_walks(session, athlete_id)
    tokens.store(session, athlete_id, granted, scope)
    session.commit()
    return athlete


def store_profile(
    session: Session, athlete_id: int, profile: Any, now: datetime | None = None
) -> None:
    """Keep what `GET /athlete` tells `now` (units, bikes, shoes), and commit."""
    athlete = session.get(Athlete, athlete_id)
    if not isinstance(profile, dict) or athlete is None:
        raise UnexpectedAnswer
    _describe(athlete, profile)
    athlete.profile_fetched_at = now or datetime.now(UTC)
    for kind in ("bikes", "shoes"):
        listed = profile.get(kind)
        for gear in listed if isinstance(listed, list) else []:
            _store_gear(session, athlete_id, gear)
    data_changed(session, athlete_id)
    session.commit()


def data_changed(session: Session, athlete_id: int) -> None:
    """Note that activities were added or changed. The caller commits."""
    session.execute(
        update(Athlete)
        .where(Athlete.id == athlete_id)
        .values(data_version=Athlete.data_version + 1)
        .execution_options(synchronize_session=False)
    )


def disconnect(session: Session, athlete_id: int, *, with_data: bool) -> None:
    """Forget the athlete's token, and everything else of theirs if asked; commits."""
    session.execute(delete(Token).where(Token.athlete_id == athlete_id))
    if with_data:
        session.execute(delete(Athlete).where(Athlete.id == athlete_id))
    session.commit()


def _id(granted: oauth.TokenGrant) -> int:
    athlete_id = coerce.identifier(granted.athlete.get("id"))
    if athlete_id is None:
        raise UnexpectedAnswer
    return athlete_id


def _end_walks(session: Session, athlete_id: int) -> None:
    """Have no walk go on that passed over what can be seen from now on."""
    ours = SyncRun.athlete_id == athlete_id
    session.execute(update(SyncRun).where(ours).values(cursor=None))
    session.execute(
        update(SyncRun)
        .where(ours, SyncRun.state.in_(("running", "waiting", "paused")))
        .values(state="cancelled", finished_at=datetime.now(UTC), waiting_for=None, resume_at=None)
    )


def _store_gear(session: Session, athlete_id: int, gear: Any) -> None:
    gear_id = coerce.text(gear.get("id")) if isinstance(gear, dict) else None
    if gear_id is not None:
        name, distance = coerce.text(gear.get("name")), coerce.number(gear.get("distance"))
        session.merge(
            Gear(id=gear_id, athlete_id=athlete_id, name=name or gear_id, distance=distance)
        )


def _describe(athlete: Athlete, profile: dict[str, Any]) -> None:
    names = [coerce.text(profile.get(field)) or "" for field in ("firstname", "lastname")]
    athlete.name = " ".join(" ".join(names).split()) or athlete.name or f"Athlete {athlete.id}"
    for field in ("city", "measurement_preference"):
        if (told := coerce.text(profile.get(field))) is not None:
            setattr(athlete, field, told)
