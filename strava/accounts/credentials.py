"""The Client ID and Client Secret: from the environment, or as entered in the browser."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ..api.oauth import Credentials
from ..db.models import ApiApplication, Token
from ..errors import NoCredentials
from ..settings import Settings

_ONLY_ROW = 1


def find(session: Session, settings: Settings) -> Credentials | None:
    """Return the credentials in use, or None; the environment takes precedence."""
    if settings.client_id and settings.client_secret:
        return Credentials(settings.client_id, settings.client_secret)
    stored = session.get(ApiApplication, _ONLY_ROW)
    return Credentials(stored.client_id, stored.client_secret) if stored else None


def get(session: Session, settings: Settings) -> Credentials:
    """Return the credentials in use; raises NoCredentials."""
    credentials = find(session, settings)
    if credentials is None:
        raise NoCredentials
    return credentials


def save(session: Session, credentials: Credentials, now: datetime, *, in_use: bool) -> None:
    """Store the credentials and commit.

    Tokens belong to the application that obtained them: if the credentials change, every athlete
    has to reconnect. `in_use` is False if the environment takes precedence over what is stored.
    """
    stored = session.get(ApiApplication, _ONLY_ROW)
    if in_use and (
        stored is None or Credentials(stored.client_id, stored.client_secret) != credentials
    ):
        session.execute(
            update(Token)
            .where(Token.refused_at.is_(None))
            .values(refused_at=now, generation=Token.generation + 1)
        )
    session.merge(
        ApiApplication(
            id=_ONLY_ROW,
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
        )
    )
    session.commit()
