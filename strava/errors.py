"""Everything that can go wrong, as one small tree.

    LogbookError                 a sentence an athlete can act on
    ├── NoCredentials            no Client ID and Client Secret are known
    ├── NotConnected             no athlete, or not this one, has connected
    │   └── ReconnectNeeded      Strava no longer accepts the athlete's refresh token
    ├── TooLittleGranted         the athlete granted no reading of activities
    ├── StorageError             the local database or its folder cannot be used
    ├── SettingsError            a setting has a value that cannot work
    └── StravaError              Strava said no, or nothing; carries `response`
        ├── BadRequest           400: the request was refused as it stands
        │   ├── WrongCredentials     the Client ID or Client Secret
        │   ├── CodeRefused          the authorization code is spent, old or made up
        │   └── RefreshTokenRefused  the refresh token is revoked or replaced
        ├── Unauthorized         401: the access token is not accepted
        │   └── NotGranted           what the athlete granted does not reach this far
        ├── Forbidden            403
        │   ├── ApplicationInactive  the application's owner has no paid subscription
        │   └── TooManyAthletes      the application has as many athletes as it may
        ├── NotFound             404
        ├── RateLimited          429; carries `opens_at`
        ├── Unavailable          no connection, no answer in time, or a 5xx
        └── UnexpectedAnswer     anything that is not what Strava's documentation tells

`api.responses.error_from` turns an answer of Strava into one of these.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import requests


class LogbookError(Exception):
    """The root. `str(error)` is a sentence for people and never holds a secret."""


class NoCredentials(LogbookError):
    """Logbook does not know a Client ID and Client Secret yet."""

    def __init__(self) -> None:
        super().__init__(
            "Logbook has no Client ID and Client Secret yet. Start it, as the README tells, and "
            "follow the page that opens, or set STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET."
        )


class NotConnected(LogbookError):
    """No athlete has connected, or not the one that was asked for."""


class ReconnectNeeded(NotConnected):
    """The athlete has to click Connect once more; what is stored stays."""

    def __init__(self, athlete: str) -> None:
        super().__init__(
            f"Strava no longer accepts the stored sign-in of {athlete}. "
            "Open Logbook in the browser and click Connect with Strava; nothing stored is lost."
        )


class TooLittleGranted(LogbookError):
    """What the athlete granted includes no reading of activities."""

    def __init__(self) -> None:
        super().__init__("Strava granted no reading of activities.")


class StorageError(LogbookError):
    """The local database, or the folder it lies in, cannot be used."""


class SettingsError(LogbookError):
    """A setting has a value that cannot work; the sentence names it."""


class StravaError(LogbookError):
    """Strava refused, failed, or could not be reached.

    `response` is the answer, or None when there was none.
    """

    sentence: ClassVar[str] = "Strava refused the request."

    def __init__(
        self, sentence: str | None = None, *, response: requests.Response | None = None
    ) -> None:
        super().__init__(sentence or self.sentence)
        self.response = response


class BadRequest(StravaError):
    """400: Strava does not take the request as it stands."""


class WrongCredentials(BadRequest):
    """The Client ID and Client Secret do not belong together, or the application is gone."""

    sentence = (
        "Strava does not accept this Client ID and Client Secret. Compare both with "
        "https://www.strava.com/settings/api and enter them again."
    )


class CodeRefused(BadRequest):
    """The authorization code was used before, is too old, or is made up."""

    sentence = "Strava did not accept the authorization code."


class RefreshTokenRefused(BadRequest):
    """The refresh token was revoked or has been replaced by a newer one."""

    sentence = "Strava no longer accepts the refresh token."


class Unauthorized(StravaError):
    """401: the access token is not accepted."""

    sentence = "Strava does not accept the access token for this."


class NotGranted(Unauthorized):
    """401: the athlete left a box unticked that this needs."""

    sentence = (
        "What was granted at Strava does not reach this far. Connect once more, and leave the "
        "boxes on Strava's page ticked."
    )


class Forbidden(StravaError):
    """403: Strava understood, and will not."""

    sentence = "Strava does not allow this."


class ApplicationInactive(Forbidden):
    """Sign-ins succeed, but every API call is refused.

    Since June 2026 an application works only while its owner has a paid subscription.
    """

    sentence = (
        "Strava has set your API application to inactive. Subscribe with the account that owns "
        "the application, then reactivate it at https://www.strava.com/settings/api."
    )


class TooManyAthletes(Forbidden):
    """The application serves as many athletes as Strava allows it."""

    sentence = (
        "Your API application already serves as many athletes as Strava allows. Disconnect one, "
        "or ask for a higher limit at https://www.strava.com/settings/api."
    )


class NotFound(StravaError):
    """404: there is no such thing, or it is not visible with what was granted."""

    sentence = "Strava has nothing at this address."


class RateLimited(StravaError):
    """429, or foreseen: the calls of this quarter-hour, or of this day, are used up.

    `opens_at` is the moment (UTC) at which the exhausted window starts anew; `kept` is how many
    calls are left in it that the caller may not use.
    """

    def __init__(
        self, opens_at: datetime, *, kept: int = 0, response: requests.Response | None = None
    ) -> None:
        local = opens_at.astimezone()
        but = f", but for {kept} kept for your own clicks" if kept else ""
        super().__init__(
            f"Strava's limit on calls is reached{but}; "
            f"it opens again at {local:%H:%M} ({local:%d %B}).",
            response=response,
        )
        self.opens_at = opens_at


class Unavailable(StravaError):
    """No connection, no answer in time, or a server error."""

    sentence = "Strava could not be reached. Check the network, and try again in a moment."


class UnexpectedAnswer(StravaError):
    """HTML, truncated JSON, a redirect, or a document of another shape than documented."""

    sentence = (
        "Strava answered with something Logbook does not understand. This is often maintenance "
        "at Strava, or a network that wants a sign-in of its own; try again later."
    )
