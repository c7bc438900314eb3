"""Protection from other web pages: CSRF tokens, cookies and headers.

Which requests are answered at all is decided in `admission`.
"""

from __future__ import annotations

import hashlib
import os

from flask import Flask, Response, request
from flask_wtf import CSRFProtect

from .. import log
from ..errors import SettingsError
from ..settings import Settings
from .admission import max_body_bytes
from .headers import security_headers
from .sessions import CookieSessions

_YEAR = 365 * 24 * 3600


def refuse_debug_mode(app: Flask) -> None:
    """Raise SettingsError in Flask's debug mode, whose error pages run code and show secrets."""
    if app.debug:
        raise SettingsError(
            "Logbook does not start in Flask's debug mode, because its error pages can run code "
            "and show your tokens. Remove FLASK_DEBUG from the environment, and --debug from the "
            "command."
        )


def protect(app: Flask, settings: Settings) -> None:
    """Protect an application, so that only its own pages can use it."""
    app.config.update(
        # Cookies are shared by all ports of a host, and several Logbooks may run on this computer.
        SESSION_COOKIE_NAME=f"logbook_{_short_hash(str(settings.instance_path))}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=_YEAR,
        # A page that refreshes itself must not restore a cookie that a sign-in has replaced.
        SESSION_REFRESH_EACH_REQUEST=False,
        # A form in a tab that was open overnight still works.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = CookieSessions()
    # Before CSRFProtect, which reads the form.
    app.before_request(_limit_body)
    CSRFProtect(app)
    log.redact_request_log()
    headers = security_headers(settings.tile_url)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _limit_body() -> None:
    request.max_content_length = max_body_bytes(request.script_root + request.path)


def _short_hash(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:8]
