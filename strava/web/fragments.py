"""The parts of a page that an answer to htmx updates beside the target of the request."""

from __future__ import annotations

from flask import request
from markupsafe import Markup

_WHOLE_PAGE = "HX-History-Restore-Request"
"""The header with which htmx asks for a page that replaces the whole document."""


def fragment(element_id: str, swap: str = "true") -> Markup:
    """Return the attributes of an element that htmx replaces by its id, wherever it is.

    Only answers to htmx mark the element for that. The element that sent the request is the
    target of the request already. `swap` is htmx's way to swap it: "true" replaces the element,
    "innerHTML" its content.
    """
    attributes = Markup('id="{}"').format(element_id)
    headers = request.headers
    if "HX-Request" not in headers or _WHOLE_PAGE in headers:
        return attributes
    if headers.get("HX-Trigger") == element_id:
        return attributes
    return attributes + Markup(' hx-swap-oob="{}"').format(swap)
