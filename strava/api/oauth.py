"""Strava's OAuth 2.0: the consent page, and the exchange, refresh and revocation of tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from .. import coerce, errors
from .responses import body_text, json_body
from .transport import Adapters, new_session, send

# The athlete can uncheck each of these. If activity:read_all were the only activity scope,
# unchecking it would leave no activities to read.
SCOPES = ("read", "activity:read", "activity:read_all", "profile:read_all")
READS_ACTIVITIES = frozenset({"activity:read", "activity:read_all"})
READS_PRIVATE_ACTIVITIES = "activity:read_all"
READS_PROFILE = "profile:read_all"

_READABLE_TOKEN = re.compile(r'"(access_token|refresh_token)"\s*:\s*"([^"\\]+)"')


@dataclass(frozen=True)
class Credentials:
    """The Client ID and Client Secret of an API application."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Credentials(client_id={self.client_id!r})"


@dataclass(frozen=True)
class TokenGrant:
    """A token response; only a code exchange includes the athlete.

    The times are as Strava sent them, and may be wrong. None means that there is none, or none
    that can be read.
    """

    access_token: str
    """"" if the response to a refresh has only a refresh token."""
    refresh_token: str
    """"" if the response to a refresh has only an access token: the old one stays valid."""
    expires_at: int | None
    """Unix time."""
    athlete: dict[str, Any]
    expires_in: int | None = None
    """Seconds."""

    def __repr__(self) -> str:
        return f"TokenGrant(expires_at={self.expires_at})"


def parse_scope(scope: str) -> frozenset[str]:
    """Return the scopes in a callback's `scope` parameter, separated by commas or spaces."""
    return frozenset(scope.replace(",", " ").split())


class OAuth:
    """A client for the OAuth endpoints below one URL, with the credentials of one application.

    Every method raises WrongCredentials, Unavailable or UnexpectedAnswer.
    """

    def __init__(self, url: str, credentials: Credentials, adapters: Adapters | None = None):
        self.url = url
        self.credentials = credentials
        self._adapters = adapters

    def exchange(self, code: str) -> TokenGrant:
        """Exchange the authorization code of a callback for tokens; raises CodeRefused."""
        grant = self._request_token(grant_type="authorization_code", code=code)
        if not (grant.access_token and grant.refresh_token):
            raise errors.UnexpectedAnswer
        return grant

    def refresh(self, refresh_token: str) -> TokenGrant:
        """Exchange a refresh token for new tokens; raises RefreshTokenRefused.

        If the response contains a new refresh token, the old one is invalid immediately. So a
        response with either token is returned, whatever else is wrong with it.
        """
        return self._request_token(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, token: str) -> None:
        """Revoke the athlete's consent, which invalidates both the access and refresh token."""
        response = self._post(
            "revoke",
            {"token": token},
            auth=requests.auth.HTTPBasicAuth(
                self.credentials.client_id, self.credentials.client_secret
            ),
        )
        if response.content or response.status_code != 200:
            json_body(response)

    def check_credentials(self) -> None:
        """Raise WrongCredentials unless Client ID and Client Secret belong together.

        Strava checks the application before the refresh token, so a made-up refresh token is
        enough, and no API call is used.
        """
        try:
            self.refresh("credentials-check")
        except errors.RefreshTokenRefused:
            return

    def _request_token(self, **grant: str) -> TokenGrant:
        form = {
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
            **grant,
        }
        response = self._post("token", form, auth=_no_auth)
        try:
            body = json_body(response)
        except errors.UnexpectedAnswer:
            # JSON that is cut off, nested too deeply, or has a number that is too long.
            body = dict(_READABLE_TOKEN.findall(body_text(response)))
            if not body:
                raise
        return _token_grant(body)

    def _post(self, name: str, form: dict[str, str], auth: Any) -> requests.Response:
        with new_session(adapters=self._adapters) as session:
            return send(session, "POST", f"{self.url}/{name}", data=form, auth=auth)


def authorize_url(
    url: str, client_id: str, redirect_uri: str, state: str, *, force: bool = False
) -> str:
    """Return the address of Strava's consent page, which redirects to `redirect_uri`.

    Strava may skip the page for an athlete who has authorized the application before; `force`
    shows it anyway.
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
    # Without an auth object, requests would add credentials from a .netrc file.
    return request


def _token_grant(body: Any) -> TokenGrant:
    if not isinstance(body, dict):
        raise errors.UnexpectedAnswer
    grant = TokenGrant(
        access_token=_token(body.get("access_token")),
        refresh_token=_token(body.get("refresh_token")),
        expires_at=_seconds(body.get("expires_at")),
        athlete=body["athlete"] if isinstance(body.get("athlete"), dict) else {},
        expires_in=_seconds(body.get("expires_in")),
    )
    if not (grant.access_token or grant.refresh_token):
        raise errors.UnexpectedAnswer
    return grant


def _token(value: Any) -> str:
    # A token that a database cannot store as it is would not be the same token.
    return value if isinstance(value, str) and coerce.text(value) == value else ""


def _seconds(value: Any) -> int | None:
    """Return a number of seconds that may be sent as text; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return coerce.whole_number(value)
