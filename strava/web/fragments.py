"""The parts of a page that an answer to htmx updates besides the target of the request."""

from __future__ import annotations

from functools import lru_cache

from flask import request
from markupsafe import Markup


def fragment(element_id: str, swap: str = "true") -> Markup:
    """Return the attributes of an element that htmx replaces by its id, wherever it is.

    Only answers to htmx mark the element for that. The element that sent the request is the
    target of the request already. `swap` is htmx's way to swap it: "true" replaces the element,
    "innerHTML" its content.
    """
    # The headers by their WSGI names, which takes a third of the time.
    headers = request.environ
    # After Back, htmx replaces the whole page, and would take marked elements out of it.
    whole_page = "HTTP_HX_REQUEST" not in headers or "HTTP_HX_HISTORY_RESTORE_REQUEST" in headers
    if whole_page or headers.get("HTTP_HX_TRIGGER") == element_id:
        return _attributes(element_id)
    return _attributes(element_id, swap)


# A page has twenty of them, and formatting one takes ten microseconds.
@lru_cache
def _attributes(element_id: str, swap: str | None = None) -> Markup:
    attributes = Markup('id="{}"').format(element_id)
    return attributes + Markup(' hx-swap-oob="{}"').format(swap) if swap else attributes
