"""All errors, in one hierarchy.

    LogbookError                 has a message that tells the athlete what to do
    ├── NoCredentials            no Client ID and Client Secret are stored
    ├── NotConnected             no athlete, or not the requested one, has connected
    │   └── ReconnectNeeded      Strava no longer accepts the athlete's refresh token
    ├── TooLittleGranted         the athlete did not allow reading activities
    ├── StorageError             the local database or its folder cannot be used
    ├── SettingsError            a setting has an invalid value
    └── StravaError              Strava refused or failed; has the `response`
        ├── BadRequest           400: Strava rejects the request
        │   ├── WrongCredentials     the Client ID or Client Secret is wrong
        │   ├── CodeRefused          the authorization code is used, expired or invalid
        │   └── RefreshTokenRefused  the refresh token is revoked or replaced
        ├── Unauthorized         401: Strava does not accept the access token
        │   └── NotGranted           the granted scopes do not cover the request
        ├── Forbidden            403
        │   ├── ApplicationInactive  the application's owner has no paid subscription
        │   └── TooManyAthletes      the application has reached its number of athletes
        ├── NotFound             404
        ├── RateLimited          429; has `opens_at`, when calls are possible again
        ├── Unavailable          no connection, a timeout, or a 5xx
        ├── UnexpectedAnswer     a response that differs from Strava's documentation
        └── EndlessList          a list that goes on without anything new

`api.responses.error_from` turns a response of Strava into one of these.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import requests


class LogbookError(Exception):
    """The base class. `str(error)` is a message for users and never contains a secret."""

    def __init__(self, sentence: str) -> None:
        # A page cannot contain the name of a file that is not in UTF-8.
        super().__init__(sentence.encode("utf-8", "replace").decode())


class NoCredentials(LogbookError):
    """No Client ID and Client Secret are stored or set."""

    def __init__(self) -> None:
        super().__init__(
            "Logbook has no Client ID and Client Secret yet. Start it as described in the "
            "README and follow the page that opens, or set STRAVA_CLIENT_ID and "
            "STRAVA_CLIENT_SECRET."
        )


class NotConnected(LogbookError):
    """No athlete has connected, or not the requested one."""


class ReconnectNeeded(NotConnected):
    """The athlete has to connect again; stored data is not affected."""

    def __init__(self, athlete: str) -> None:
        super().__init__(
            f"Strava no longer accepts the stored sign-in of {athlete}. "
            "Open Logbook in the browser and click Connect with Strava; nothing stored is lost."
        )


class TooLittleGranted(LogbookError):
    """The athlete did not grant a scope that allows reading activities."""

    def __init__(self) -> None:
        super().__init__("The athlete did not allow Logbook to read activities.")


class StorageError(LogbookError):
    """The local database or its folder cannot be used."""


class SettingsError(LogbookError):
    """A setting has an invalid value; the message names the setting."""


class StravaError(LogbookError):
    """Strava refused, failed, or could not be reached.

    `response` is None if Strava sent no response.
    """

    sentence: ClassVar[str] = "Strava refused the request."

    def __init__(
        self, sentence: str | None = None, *, response: requests.Response | None = None
    ) -> None:
        super().__init__(sentence or self.sentence)
        self.response = response


class BadRequest(StravaError):
    """400: Strava rejects the request."""


class WrongCredentials(BadRequest):
    """The Client ID and Client Secret do not belong together, or the application is gone."""

    sentence = (
        "Strava does not accept this Client ID and Client Secret. Compare both with "
        "https://www.strava.com/settings/api and enter them again."
    )


class CodeRefused(BadRequest):
    """The authorization code has been used, has expired, or is invalid."""

    sentence = "Strava did not accept the authorization code."


class RefreshTokenRefused(BadRequest):
    """The refresh token was revoked or has been replaced by a newer one."""

    sentence = "Strava no longer accepts the refresh token."


class Unauthorized(StravaError):
    """401: Strava does not accept the access token."""

    sentence = "Strava does not accept the access token for this."


class NotGranted(Unauthorized):
    """401: the athlete did not grant a scope that the request needs."""

    sentence = (
        "What you allowed on Strava does not cover this. Connect again, and leave the boxes on "
        "Strava's page checked."
    )


class Forbidden(StravaError):
    """403: Strava does not permit the request."""

    sentence = "Strava does not allow this."


class ApplicationInactive(Forbidden):
    """The API application is inactive: signing in works, but Strava refuses every API call.

    Since June 2026 an application works only while its owner has a paid subscription.
    """

    sentence = (
        "Strava has set your API application to inactive. Subscribe with the account that owns "
        "the application, then reactivate it at https://www.strava.com/settings/api."
    )


class TooManyAthletes(Forbidden):
    """The API application has as many athletes as Strava allows."""

    sentence = (
        "Your API application already serves as many athletes as Strava allows. Disconnect one, "
        "or ask for a higher limit at https://www.strava.com/settings/api."
    )


class NotFound(StravaError):
    """404: the resource does not exist, or the granted scopes do not include it."""

    sentence = "Strava has nothing at this address."


class RateLimited(StravaError):
    """429, or a call that would exceed the rate limit: the calls of the window are used up.

    `opens_at` is when the exhausted window resets (UTC). `reserved` is how many calls are left in
    it that the caller may not use.
    """

    def __init__(
        self, opens_at: datetime, *, reserved: int = 0, response: requests.Response | None = None
    ) -> None:
        local = opens_at.astimezone()
        note = f" (calls reserved for your own clicks: {reserved})" if reserved else ""
        super().__init__(
            f"Strava's rate limit is reached{note}; it resets at {local:%H:%M} ({local:%d %B}).",
            response=response,
        )
        self.opens_at = opens_at


class Unavailable(StravaError):
    """No connection, a timeout, or a server error."""

    sentence = "Strava could not be reached. Check the network, and try again in a moment."


class UnexpectedAnswer(StravaError):
    """HTML, truncated JSON, a redirect, or JSON that differs from the documentation."""

    sentence = (
        "Strava sent a response that Logbook does not understand. Strava may be down for "
        "maintenance, or your network may require you to sign in first; try again later."
    )


class EndlessList(StravaError):
    """A list whose pages go on without anything new, or beyond any plausible length."""

    sentence = (
        "Strava's list of activities does not end: its pages repeat, or hold nothing that can be "
        "stored. What arrived before is stored. Try again later."
    )
