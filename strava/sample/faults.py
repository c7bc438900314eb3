"""Error responses in the format of Strava's API.

Source: https://developers.strava.com/docs/reference/#api-models-Fault
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed


class Fault(Exception):
    """An error response: an HTTP status, a message, and which field of which resource is wrong."""

    def __init__(
        self, status: int, message: str, resource: str = "", field: str = "", code: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        errors = [{"resource": resource, "field": field, "code": code}] if resource else []
        self.body: dict[str, Any] = {"message": message, "errors": errors}


def to_response(fault: Fault) -> tuple[Response, int]:
    """Return the JSON response for a fault."""
    return jsonify(fault.body), fault.status


def from_http(error: HTTPException) -> Response | HTTPException:
    """Return Flask's own error as JSON below the API and OAuth addresses; elsewhere unchanged."""
    if not f"{request.path}/".startswith(("/api/", "/oauth/")):
        return error
    status = error.code or 500
    fault = not_found("resource", "path") if status == 404 else Fault(status, error.name)
    response, response.status_code = jsonify(fault.body), status
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def bad_request(resource: str, field: str, code: str = "invalid") -> Fault:
    """Return 400: a parameter is missing or invalid."""
    return Fault(400, "Bad Request", resource, field, code)


def unauthorized(resource: str, field: str, code: str = "invalid") -> Fault:
    """Return 401: the access token is missing, expired or revoked, or lacks the scope."""
    return Fault(401, "Authorization Error", resource, field, code)


def subscription_required() -> Fault:
    """Return 402: only athletes with a subscription see the resource."""
    return Fault(402, "Payment Required")


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


def rate_limit_exceeded(*, terse: bool) -> Fault:
    """Return 429: a rate limit is used up. The body is the documented one or, if terse, another.

    Clients have met both. In the terse one, `errors` is a string.
    Source: https://developers.strava.com/docs/rate-limits/
    """
    fault = Fault(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
    if terse:
        fault.body = {"errors": fault.body["message"], "status": fault.status}
    return fault
