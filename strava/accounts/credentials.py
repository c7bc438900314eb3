"""The Client ID and Client Secret: from the environment, or as entered in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ..api.oauth import Credentials
from ..db.models import ApiApplication, Token
from ..errors import NoCredentials
from ..settings import Settings

_ONLY_ROW = 1


def find(session: Session, settings: Settings) -> Credentials | None:
    """The credentials in use, or None; the environment wins."""
    if settings.client_id and settings.client_secret:
        return Credentials(settings.client_id, settings.client_secret)
    stored = session.get(ApiApplication, _ONLY_ROW)
    return Credentials(stored.client_id, stored.client_secret) if stored else None


def get(session: Session, settings: Settings) -> Credentials:
    """The credentials in use; raises NoCredentials."""
    found = find(session, settings)
    if found is None:
        raise NoCredentials
    return found


def save(session: Session, credentials: Credentials, *, in_use: bool) -> None:
    """Store the credentials and commit.

    Tokens belong to the application they were given to: if another takes its place, athletes
    are marked as "reconnect needed". `in_use` is false while the environment wins.
    """
    before = session.get(ApiApplication, _ONLY_ROW)
    pair = (credentials.client_id, credentials.client_secret)
    if in_use and (before is None or (before.client_id, before.client_secret) != pair):
        session.execute(
            update(Token)
            .where(Token.refused_at.is_(None))
            .values(refused_at=datetime.now(UTC), generation=Token.generation + 1)
        )
    session.merge(
        ApiApplication(
            id=_ONLY_ROW,
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
        )
    )
    session.commit()
