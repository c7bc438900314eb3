"""Error responses in the format of Strava's API.

Source: https://developers.strava.com/docs/reference/#api-models-Fault
"""

from __future__ import annotations

from flask import Response, jsonify


class Fault(Exception):
    """An error response: an HTTP status, a message, and which field of which resource is wrong."""

    def __init__(
        self, status: int, message: str, resource: str = "", field: str = "", code: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = [{"resource": resource, "field": field, "code": code}] if resource else []


def to_response(fault: Fault) -> tuple[Response, int]:
    """Return the JSON response for a fault."""
    return jsonify(message=fault.message, errors=fault.errors), fault.status


def bad_request(resource: str, field: str, code: str = "invalid") -> Fault:
    """Return 400: a parameter is missing or invalid."""
    return Fault(400, "Bad Request", resource, field, code)


def unauthorized(resource: str, field: str, code: str) -> Fault:
    """Return 401: the access token is missing, expired or revoked, or lacks the scope."""
    return Fault(401, "Authorization Error", resource, field, code)


def application_inactive() -> Fault:
    """Return 403: the owner of the API application has no paid subscription."""
    return Fault(403, "Forbidden", "Application", "Status", "Inactive")


def too_many_athletes() -> Fault:
    """Return 403: the API application has reached its limit of connected athletes.

    Strava does not document the body of this response; the message is the one on its web pages.
    """
    message = "Limit of connected athletes exceeded"
    return Fault(403, message, "Application", "connected_athletes", "limit_exceeded")


def not_found(resource: str, field: str = "id") -> Fault:
    """Return 404: the resource does not exist, or the granted scopes do not show it."""
    return Fault(404, "Record Not Found", resource, field, "invalid")


def rate_limit_exceeded() -> Fault:
    """Return 429: a rate limit is used up.

    Source: https://developers.strava.com/docs/rate-limits/
    """
    return Fault(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
