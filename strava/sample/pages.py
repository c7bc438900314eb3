"""The welcome page, and how the sample renders its HTML pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template

from .state import CLIENT_ID, CLIENT_SECRET

blueprint = Blueprint("pages", __name__)

# There is deliberately no form-action: browsers also apply it to the redirect after a form, and
# the redirect after the consent form goes to the application that requested access. With
# connect-src, tools that check a page in a browser can ask for /robots.txt.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@blueprint.get("/")
def welcome() -> Response:
    """Explain what this server is and how to point Logbook at it."""
    return render_page("welcome.html", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


def render_page(template: str, **context: Any) -> Response:
    """Render a page with a strict Content-Security-Policy."""
    return Response(render_template(template, **context), headers=_HEADERS)
