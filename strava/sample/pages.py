"""What the two pages of the sample have in common, and the one that says what it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template

from .state import CLIENT_ID, CLIENT_SECRET

blueprint = Blueprint("pages", __name__)

# form-action is left out on purpose: browsers apply it to the redirect that follows a form, and
# that of the consent page goes to the application that asks.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@blueprint.get("/")
def welcome() -> Response:
    """Say what answers here, for those who find it by its address."""
    return page("welcome.html", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


def page(template: str, **context: Any) -> Response:
    """A rendered page under a strict Content-Security-Policy."""
    return Response(render_template(template, **context), headers=_HEADERS)
