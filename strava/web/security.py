"""Protection from other web pages: trusted hosts, CSRF tokens, cookies and headers.

Logbook listens on localhost only, but any page in the athlete's browser can send requests there.
Without the check of the host, that page could even read the responses, by DNS rebinding.
"""

from __future__ import annotations

import hashlib
import os
from urllib.parse import urlsplit

from flask import Flask, Response
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError

from .. import log
from ..settings import Settings
from .sessions import CookieSessions

TRUSTED_HOSTS = ["localhost", "127.0.0.1"]
_YEAR = 365 * 24 * 3600
_MAX_FORM_BYTES = 64 * 1024


def protect(app: Flask, settings: Settings) -> None:
    """Protect an application, so that only its own pages can use it."""
    app.config.update(
        TRUSTED_HOSTS=TRUSTED_HOSTS,
        # Cookies are shared by all ports of a host, and several Logbooks may run on this computer.
        SESSION_COOKIE_NAME=f"logbook_{_short_hash(str(settings.instance_path))}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=_YEAR,
        # A page that refreshes itself must not restore a cookie that a sign-in has replaced.
        SESSION_REFRESH_EACH_REQUEST=False,
        # A form in a tab that was open overnight still works.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=_MAX_FORM_BYTES,
    )
    app.session_interface = CookieSessions()
    CSRFProtect(app)
    log.redact_request_log()
    app.register_error_handler(SecurityError, _untrusted_host)
    policy = _content_security_policy(settings.tile_url)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _short_hash(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:8]


def _untrusted_host(error: SecurityError) -> Response:
    return Response(
        "Logbook is available only at http://localhost and http://127.0.0.1.\n",
        status=400,
        mimetype="text/plain",
    )


def _content_security_policy(tile_url: str) -> str:
    tiles = urlsplit(tile_url)
    images = ["'self'", "data:"]
    if tiles.scheme and tiles.netloc:
        images.append(f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}")
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {' '.join(images)}",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
