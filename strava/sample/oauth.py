"""Signing in: the consent page, and the addresses that give, renew and revoke tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, current_app, jsonify, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from . import athlete, faults
from .pages import page
from .state import CLIENT_ID, CLIENT_SECRET, Grant, Sample

blueprint = Blueprint("oauth", __name__, url_prefix="/oauth")

ALWAYS_GRANTED = "read"
SCOPES = {
    "read": "View your public profile, routes, segments and clubs",
    "read_all": "View your private routes, segments and events",
    "profile:read_all": "View your complete profile: bikes, shoes, weight and zones",
    "profile:write": "Update your weight and starred segments",
    "activity:read": "View data about your activities",
    "activity:read_all": "View data about your private activities",
    "activity:write": "Upload and edit activities",
}
"""Every scope, in the order of the boxes, and what it allows."""

_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?")


@dataclass(frozen=True)
class AuthorizationRequest:
    """What an application asks of the athlete; `scopes` are in the order of SCOPES."""

    redirect_uri: str
    scopes: list[str]
    state: str | None


@blueprint.get("/authorize")
def consent() -> Response:
    """The page on which the athlete allows or cancels."""
    asked = _authorization_request(request.args)
    if request.args.get("response_type") != "code":
        raise faults.bad_request("Application", "response_type")
    return page(
        "consent.html",
        athlete=athlete.summary(),
        client_id=CLIENT_ID,
        asked=asked,
        descriptions=SCOPES,
        always_granted=ALWAYS_GRANTED,
    )


@blueprint.post("/authorize")
def decide() -> BaseResponse:
    """Send the browser back with a code for what was ticked, or with access_denied."""
    asked = _authorization_request(request.form)
    if request.form.get("answer") == "authorize":
        granted = [scope for scope in SCOPES if scope in (ALWAYS_GRANTED, *asked.scopes)]
        outcome = {"code": _sample().issue_code(frozenset(granted)), "scope": ",".join(granted)}
    else:
        outcome = {"error": "access_denied"}
    state = {} if asked.state is None else {"state": asked.state}
    return redirect(_with_query(asked.redirect_uri, state | outcome), code=303)


@blueprint.post("/token")
def token() -> Response:
    """Tokens for a code or for a refresh token; the application is checked before either."""
    grant_type = request.form.get("grant_type", "")
    _sample().token_requests.append(grant_type)
    _check_application(request.form.get("client_id"), request.form.get("client_secret"))
    if grant_type == "authorization_code":
        if _sample().too_many_athletes:
            raise faults.too_many_athletes()
        grant = _sample().exchange(request.form.get("code", ""))
        return jsonify(_tokens(grant) | {"athlete": athlete.summary()})
    if grant_type == "refresh_token":
        return jsonify(_tokens(_sample().refresh(request.form.get("refresh_token", ""))))
    raise faults.bad_request("Application", "grant_type")


@blueprint.post("/revoke")
def revoke() -> Response:
    """End what the athlete allowed, by its access or its refresh token.

    A token that is not known is no error (https://www.rfc-editor.org/rfc/rfc7009#section-2.2).
    """
    credentials = request.authorization
    try:
        if credentials is None or credentials.type != "basic":
            raise faults.bad_request("Application", "client_id")
        _check_application(credentials.username, credentials.password)
    except faults.Fault as fault:
        field = fault.errors[0]["field"]
        raise faults.unauthorized("Application", field, "invalid") from None
    if not request.form.get("token"):
        raise faults.bad_request("Token", "token", "missing")
    _sample().revoke(request.form["token"])
    return jsonify({})


def _sample() -> Sample:
    sample: Sample = current_app.extensions["sample"]
    return sample


def _authorization_request(parameters: MultiDict[str, str]) -> AuthorizationRequest:
    if parameters.get("client_id") != CLIENT_ID:
        raise faults.bad_request("Application", "client_id")
    redirect_uri = parameters.get("redirect_uri", "")
    if not _leads_to_this_computer(redirect_uri):
        raise faults.bad_request("Application", "redirect_uri")
    named = {name for value in parameters.getlist("scope") for name in value.split(",")} - {""}
    if not named <= SCOPES.keys() or not (named or request.method == "POST"):
        raise faults.bad_request("Application", "scope")
    scopes = [scope for scope in SCOPES if scope in named]
    return AuthorizationRequest(redirect_uri, scopes, parameters.get("state"))


def _leads_to_this_computer(redirect_uri: str) -> bool:
    # The whole of what stands between "//" and the path is compared, for browsers and urlsplit
    # disagree on what a backslash or an @ in it means.
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(_LOCAL_HOST.fullmatch(parts.netloc))


def _with_query(uri: str, parameters: dict[str, str]) -> str:
    parts = urlsplit(uri)
    query = parse_qsl(parts.query, keep_blank_values=True) + list(parameters.items())
    return urlunsplit(parts._replace(query=urlencode(query)))


def _check_application(client_id: str | None, client_secret: str | None) -> None:
    if client_id != CLIENT_ID:
        raise faults.bad_request("Application", "client_id")
    if not hmac.compare_digest((client_secret or "").encode(), CLIENT_SECRET.encode()):
        raise faults.bad_request("Application", "client_secret")


def _tokens(grant: Grant) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "expires_at": grant.expires_at,
        "expires_in": max(0, grant.expires_at - int(_sample().clock())),
        "refresh_token": grant.refresh_token,
        "access_token": grant.access_token,
    }
