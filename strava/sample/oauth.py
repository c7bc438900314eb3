"""OAuth: the consent page, and the endpoints that issue, refresh and revoke tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, current_app, jsonify, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from . import athlete, faults, parameters
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
    sent = parameters.parameters()
    grant_type = sent.get("grant_type", "")
    _sample().token_requests.append(grant_type)
    _check_application(faults.bad_request)
    if grant_type == "authorization_code":
        if _sample().too_many_athletes:
            raise faults.too_many_athletes()
        grant = _sample().exchange(sent.get("code", ""))
        return jsonify(_token_response(grant) | {"athlete": athlete.summary()})
    if grant_type == "refresh_token":
        return jsonify(_token_response(_sample().refresh(sent.get("refresh_token", ""))))
    raise faults.bad_request("Application", "grant_type")


@blueprint.post("/revoke")
def revoke() -> Response:
    """Revoke a grant, given its access token or its refresh token.

    An unknown token is not an error (https://www.rfc-editor.org/rfc/rfc7009#section-2.2).
    """
    _check_application(faults.unauthorized)
    token = parameters.parameters().get("token")
    if not token:
        raise faults.bad_request("Token", "token", "missing")
    _sample().revoke(token)
    return jsonify({})


@blueprint.post("/deauthorize")
def deauthorize() -> Response:
    """Revoke the grant of a valid access token, and return the token.

    Strava announced that this address, which `revoke` replaces, ends on 1 June 2027.
    """
    access_token = parameters.bearer_token() or parameters.parameters().get("access_token", "")
    _sample().scopes_of(access_token)
    _sample().revoke(access_token)
    return jsonify(access_token=access_token)


def _sample() -> Sample:
    sample: Sample = current_app.extensions["sample"]
    return sample


def _authorization_request(sent: MultiDict[str, str]) -> AuthorizationRequest:
    if sent.get("client_id") != CLIENT_ID:
        raise faults.bad_request("Application", "client_id")
    redirect_uri = sent.get("redirect_uri", "")
    if not _is_local(redirect_uri):
        raise faults.bad_request("Application", "redirect_uri")
    names = set(parameters.words(sent.getlist("scope")))
    if not names <= SCOPES.keys() or not (names or request.method == "POST"):
        raise faults.bad_request("Application", "scope")
    scopes = [scope for scope in SCOPES if scope in names]
    return AuthorizationRequest(redirect_uri, scopes, sent.get("state"))


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


def _check_application(fault: Callable[[str, str], faults.Fault]) -> None:
    client_id, client_secret = parameters.credentials()
    if client_id != CLIENT_ID:
        raise fault("Application", "client_id")
    if client_secret != CLIENT_SECRET:
        raise fault("Application", "client_secret")


def _token_response(grant: Grant) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "expires_at": grant.expires_at,
        "expires_in": max(0, grant.expires_at - int(_sample().clock())),
        "refresh_token": grant.refresh_token,
        "access_token": grant.access_token,
    }
