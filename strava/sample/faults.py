"""Refusals, in the one shape Strava gives them.

Source: https://developers.strava.com/docs/reference/#api-models-Fault
"""

from __future__ import annotations

from flask import Response, jsonify


class Fault(Exception):
    """A refusal: an HTTP status, a message, and what is wrong with which field of what."""

    def __init__(
        self, status: int, message: str, resource: str = "", field: str = "", code: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = [{"resource": resource, "field": field, "code": code}] if resource else []


def answer(fault: Fault) -> tuple[Response, int]:
    """The JSON answer for a fault."""
    return jsonify(message=fault.message, errors=fault.errors), fault.status


def bad_request(resource: str, field: str, code: str = "invalid") -> Fault:
    """400: the request cannot be carried out as it stands."""
    return Fault(400, "Bad Request", resource, field, code)


def unauthorized(resource: str, field: str, code: str) -> Fault:
    """401: no access token, a dead one, or one whose scope does not reach this far."""
    return Fault(401, "Authorization Error", resource, field, code)


def application_inactive() -> Fault:
    """403: the application's owner has no paid subscription."""
    return Fault(403, "Forbidden", "Application", "Status", "Inactive")


def too_many_athletes() -> Fault:
    """403: the application serves as many athletes as it may.

    Strava publishes no body for this; the message is the one its pages show.
    """
    message = "Limit of connected athletes exceeded"
    return Fault(403, message, "Application", "connected_athletes", "limit_exceeded")


def not_found(resource: str, field: str = "id") -> Fault:
    """404: there is no such thing, or the athlete did not grant to see it."""
    return Fault(404, "Record Not Found", resource, field, "invalid")


def rate_limit_exceeded() -> Fault:
    """429: a window's calls are used up. Source: developers.strava.com/docs/rate-limits/."""
    return Fault(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
