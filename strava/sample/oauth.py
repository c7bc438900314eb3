"""OAuth: the consent page, and the endpoints that issue, refresh and revoke tokens.

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
from .pages import render_page
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
"""All scopes with what each allows, in the order of the consent page."""

_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?")


@dataclass(frozen=True)
class AuthorizationRequest:
    """An application's request for access; `scopes` has the order of SCOPES."""

    redirect_uri: str
    scopes: list[str]
    state: str | None


@blueprint.get("/authorize")
def consent() -> Response:
    """Show the page on which the athlete authorizes the application or cancels."""
    authorization = _authorization_request(request.args)
    if request.args.get("response_type") != "code":
        raise faults.bad_request("Application", "response_type")
    return render_page(
        "consent.html",
        athlete=athlete.summary(),
        client_id=CLIENT_ID,
        authorization=authorization,
        descriptions=SCOPES,
        always_granted=ALWAYS_GRANTED,
    )


@blueprint.post("/authorize")
def decide() -> BaseResponse:
    """Redirect to the application with a code for the selected scopes, or with access_denied."""
    authorization = _authorization_request(request.form)
    if request.form.get("answer") == "authorize":
        granted = [scope for scope in SCOPES if scope in (ALWAYS_GRANTED, *authorization.scopes)]
        result = {"code": _sample().issue_code(frozenset(granted)), "scope": ",".join(granted)}
    else:
        result = {"error": "access_denied"}
    state = {} if authorization.state is None else {"state": authorization.state}
    return redirect(_with_query(authorization.redirect_uri, state | result), code=303)


@blueprint.post("/token")
def token() -> Response:
    """Return tokens for an authorization code or a refresh token.

    The client ID and secret are checked first, as on Strava.
    """
    grant_type = request.form.get("grant_type", "")
    _sample().token_requests.append(grant_type)
    _check_application(request.form.get("client_id"), request.form.get("client_secret"))
    if grant_type == "authorization_code":
        if _sample().too_many_athletes:
            raise faults.too_many_athletes()
        grant = _sample().exchange(request.form.get("code", ""))
        return jsonify(_token_response(grant) | {"athlete": athlete.summary()})
    if grant_type == "refresh_token":
        return jsonify(_token_response(_sample().refresh(request.form.get("refresh_token", ""))))
    raise faults.bad_request("Application", "grant_type")


@blueprint.post("/revoke")
def revoke() -> Response:
    """Revoke a grant, given its access token or its refresh token.

    An unknown token is not an error (https://www.rfc-editor.org/rfc/rfc7009#section-2.2).
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
    if not _is_local(redirect_uri):
        raise faults.bad_request("Application", "redirect_uri")
    names = {name for value in parameters.getlist("scope") for name in value.split(",")} - {""}
    if not names <= SCOPES.keys() or not (names or request.method == "POST"):
        raise faults.bad_request("Application", "scope")
    scopes = [scope for scope in SCOPES if scope in names]
    return AuthorizationRequest(redirect_uri, scopes, parameters.get("state"))


def _is_local(redirect_uri: str) -> bool:
    # Match everything between "//" and the path, because browsers and urlsplit disagree on what
    # a backslash or an @ in it means.
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


def _token_response(grant: Grant) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "expires_at": grant.expires_at,
        "expires_in": max(0, grant.expires_at - int(_sample().clock())),
        "refresh_token": grant.refresh_token,
        "access_token": grant.access_token,
    }
