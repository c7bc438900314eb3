"""The requests that the application gets, with addresses that can be read and repeated."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Request

_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class IncomingRequest(Request):
    """A request whose query is in ASCII.

    Scripts may send other bytes. Werkzeug fails at those that are not in UTF-8, and a header of
    the response could not repeat them.
    """

    def __init__(self, environ: dict[str, Any], *arguments: Any, **options: Any) -> None:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query.encode("latin-1"), safe=_ASCII)
        super().__init__(environ, *arguments, **options)
