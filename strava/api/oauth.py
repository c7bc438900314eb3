"""Strava's OAuth 2.0: where the athlete consents, and codes and refresh tokens become tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from .. import coerce, errors
from .responses import json_body
from .transport import Adapters, new_session, send

# Each can be unticked by the athlete. With activity:read_all alone, unticking that one box
# would leave nothing that can be read.
SCOPES = ("read", "activity:read", "activity:read_all", "profile:read_all")
READS_ACTIVITIES = frozenset({"activity:read", "activity:read_all"})
READS_PRIVATE_ACTIVITIES = "activity:read_all"


@dataclass(frozen=True)
class Credentials:
    """An API application as Strava knows it."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Credentials(client_id={self.client_id!r})"


@dataclass(frozen=True)
class TokenGrant:
    """What Strava hands out: `expires_at` is Unix time; `athlete` comes with a code alone."""

    access_token: str
    refresh_token: str
    expires_at: int
    athlete: dict[str, Any]

    def __repr__(self) -> str:
        return f"TokenGrant(expires_at={self.expires_at})"


def parse_scope(scope: str) -> frozenset[str]:
    """The scopes in a redirect's `scope` parameter, separated by commas or spaces."""
    return frozenset(scope.replace(",", " ").split())


class OAuth:
    """The three OAuth addresses below one URL, used in the name of one application.

    Every method raises WrongCredentials, Unavailable or UnexpectedAnswer as the case may be.
    """

    def __init__(self, url: str, application: Credentials, adapters: Adapters | None = None):
        self.url = url
        self.application = application
        self._adapters = adapters

    def exchange(self, code: str) -> TokenGrant:
        """Swap the authorization code of a redirect for tokens; raises CodeRefused."""
        return self._token(grant_type="authorization_code", code=code)

    def refresh(self, refresh_token: str) -> TokenGrant:
        """Newer tokens for a refresh token; raises RefreshTokenRefused.

        The refresh token in the answer may be new, and then the old one is dead at once.
        """
        return self._token(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, token: str) -> None:
        """End the athlete's consent: the access token and the refresh token both die."""
        application = self.application
        response = self._post(
            "revoke",
            {"token": token},
            auth=requests.auth.HTTPBasicAuth(application.client_id, application.client_secret),
        )
        if response.content or response.status_code != 200:
            json_body(response)

    def check_credentials(self) -> None:
        """Raise WrongCredentials unless Client ID and Client Secret belong together.

        Strava looks at the application first, so a made-up refresh token tells, at no cost.
        """
        try:
            self.refresh("credentials-check")
        except errors.RefreshTokenRefused:
            return

    def _token(self, **grant: str) -> TokenGrant:
        form = {
            "client_id": self.application.client_id,
            "client_secret": self.application.client_secret,
            **grant,
        }
        return _tokens(json_body(self._post("token", form, auth=_no_auth)))

    def _post(self, name: str, form: dict[str, str], auth: Any) -> requests.Response:
        with new_session(adapters=self._adapters) as session:
            return send(session, "POST", f"{self.url}/{name}", data=form, auth=auth)


def authorize_url(
    url: str, client_id: str, redirect_uri: str, state: str, *, force: bool = False
) -> str:
    """Where to send the athlete's browser to consent; Strava returns it to `redirect_uri`.

    Without `force`, Strava need not ask an athlete again who has authorized before.
    """
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "approval_prompt": "force" if force else "auto",
        "scope": ",".join(SCOPES),
        "state": state,
    }
    return f"{url}/authorize?{urlencode(query)}"


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # With no auth at all, requests would add the credentials of a .netrc.
    return request


def _tokens(body: Any) -> TokenGrant:
    if not isinstance(body, dict):
        raise errors.UnexpectedAnswer
    access_token, refresh_token = body.get("access_token"), body.get("refresh_token")
    expires_at, athlete = body.get("expires_at"), body.get("athlete")
    if not (isinstance(access_token, str) and isinstance(refresh_token, str)):
        raise errors.UnexpectedAnswer
    expires_at = coerce.identifier(expires_at)
    if not (access_token and refresh_token and expires_at):
        raise errors.UnexpectedAnswer
    return TokenGrant(
        access_token, refresh_token, expires_at, athlete if isinstance(athlete, dict) else {}
    )
