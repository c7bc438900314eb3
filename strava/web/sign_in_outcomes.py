"""The pages for sign-ins that fail: what happened, what to do, and a link to do it."""

from __future__ import annotations

from dataclasses import dataclass

from .. import errors

_APPLICATION_PAGE = "https://www.strava.com/settings/api"


@dataclass(frozen=True)
class Outcome:
    """A failed sign-in. `action` is the text of a link to `endpoint`."""

    status: int
    title: str
    text: str
    action: str = "Try again"
    endpoint: str = "connect.start"

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.status >= 500


STATE_UNKNOWN = Outcome(
    400,
    "This sign-in did not start here",
    "The address does not belong to a sign-in that this browser started, or that sign-in is "
    "already finished. To keep your account safe, Logbook does not use it. Start a new sign-in.",
    "Connect with Strava",
)
NO_CODE = Outcome(
    400,
    "Strava sent no authorization code",
    "The address is incomplete, so Logbook cannot sign you in. Start a new sign-in.",
    "Connect with Strava",
)
UNEXPECTED = Outcome(
    502,
    "Strava sent a response that Logbook does not understand",
    "Strava may be down for maintenance, or your network may require you to sign in first. Try "
    "again in a few minutes.",
)
UNKNOWN_REFUSAL = Outcome(
    400,
    "Strava refused the sign-in",
    "Strava gave a reason that Logbook does not know. Start a new sign-in. If it happens again, "
    f"check what {_APPLICATION_PAGE} says about your application.",
    "Connect with Strava",
)
_REFUSALS = {
    "access_denied": Outcome(
        403,
        "You chose Cancel on Strava",
        "Nothing was shared, and nothing changed in Logbook. To see your activities here, "
        "authorize Logbook on Strava's page.",
        "Connect with Strava",
    ),
    "invalid_request": Outcome(
        400,
        "Strava did not understand the sign-in",
        "Part of the address of Strava's page was missing or changed on the way, for example by a "
        "browser extension. Start a new sign-in.",
        "Connect with Strava",
    ),
    "unauthorized_client": Outcome(
        403,
        "Strava does not let this application sign anybody in",
        f"Check what {_APPLICATION_PAGE} says about your application, and whether its Client ID "
        "is the one you entered in Logbook.",
        "Enter Client ID and Secret",
        "setup.show",
    ),
    "unsupported_response_type": Outcome(
        400,
        "Strava no longer offers this kind of sign-in",
        "This version of Logbook is probably too old. Update Logbook, and sign in again.",
    ),
    "invalid_scope": Outcome(
        400,
        "Strava does not know a permission that Logbook asks for",
        "This version of Logbook is probably too old. Update Logbook, and sign in again.",
    ),
    "server_error": Outcome(
        502,
        "Strava had a problem during the sign-in",
        "Nothing was shared, and nothing changed in Logbook. Try again in a few minutes.",
    ),
    "temporarily_unavailable": Outcome(
        503,
        "Strava cannot sign anybody in at the moment",
        "Strava is overloaded or down for maintenance. Nothing changed in Logbook. Try again in a "
        "few minutes.",
    ),
}
"""Outcomes by the `error` in the callback: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1."""

_OUTCOMES: dict[type[errors.LogbookError], Outcome] = {
    errors.CodeRefused: Outcome(
        400,
        "Strava did not accept the authorization code",
        "An authorization code works once and expires soon. This one was already used or is too "
        "old. Sign in again to get a new one.",
    ),
    errors.WrongCredentials: Outcome(
        400,
        "Strava does not know this application",
        "The Client ID and Client Secret do not match, or the application was deleted. Compare "
        f"both with {_APPLICATION_PAGE} and enter them again.",
        "Enter Client ID and Secret",
        "setup.show",
    ),
    errors.NoCredentials: Outcome(
        400,
        "Logbook has no Client ID and Client Secret yet",
        "Strava needs them to know which application is asking. The setup page explains where to "
        "find them.",
        "Go to setup",
        "setup.show",
    ),
    errors.TooLittleGranted: Outcome(
        403,
        "Logbook has no permission to read your activities",
        "On Strava's page, leave the box “View data about your activities” checked. To include "
        "your private activities, leave “View data about your private activities” checked too. "
        "Without the first box, Logbook has nothing to show.",
        "Try again",
        "connect.again",
    ),
    errors.ApplicationInactive: Outcome(
        403,
        "Strava has set your API application to inactive",
        "Since June 2026, an application works only while its owner has a paid subscription. "
        "Subscribe with the account that owns the application, reactivate it at "
        f"{_APPLICATION_PAGE}, and try again.",
    ),
    errors.TooManyAthletes: Outcome(
        403,
        "This application has as many athletes as Strava allows",
        "Disconnect one of them on Strava (Settings, My Apps), or request a higher limit at "
        f"{_APPLICATION_PAGE}, and try again.",
    ),
    errors.Forbidden: Outcome(
        403,
        "Strava does not allow this application to read your data",
        f"Check what {_APPLICATION_PAGE} says about your application, and try again.",
    ),
    errors.Unavailable: Outcome(
        502,
        "Strava could not be reached",
        "Nothing is lost. Check your network connection, and try again in a moment.",
    ),
    errors.RateLimited: Outcome(
        503,
        "Strava's rate limit is reached",
        "The limit resets within 15 minutes, or at midnight UTC if today's calls are used up. "
        "Try again then.",
    ),
}


def outcome_of_refusal(error: str) -> Outcome:
    """Return the outcome for the `error` that Strava put into the address of the callback."""
    return _REFUSALS.get(error, UNKNOWN_REFUSAL)


def outcome_of(error: errors.LogbookError) -> Outcome:
    """Return the outcome of the most specific class of an error."""
    if isinstance(error, errors.StorageError):
        return Outcome(503, "Logbook cannot store the sign-in", str(error))
    if isinstance(error, errors.Unavailable) and str(error) != errors.Unavailable.sentence:
        # It says more than the page: a proxy has failed, or a certificate is wrong.
        return Outcome(502, "Strava could not be reached", f"Nothing is lost. {error}")
    outcomes = (_OUTCOMES[kind] for kind in type(error).__mro__ if kind in _OUTCOMES)
    return next(outcomes, UNEXPECTED)
