"""Answers are sent compressed to browsers that take it, streamed ones piece by piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

_LEVEL = 5
_SMALLEST = 1000
"""Bytes below which it is not worth it."""

_GZIP = 16 + zlib.MAX_WBITS
_KINDS = (
    "application/geo+json",
    "application/javascript",
    "application/json",
    "application/x-ndjson",
    "image/svg+xml",
)


def compress(app: Flask) -> None:
    """Have the application compress text."""

    @app.after_request
    def compressed(response: Response) -> Response:
        if not _is_text(response) or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        length = response.content_length
        small = not response.is_streamed and length is not None and length < _SMALLEST
        if small or not request.accept_encodings["gzip"] or request.method == "HEAD":
            return response
        response.direct_passthrough = False
        response.response = _gzipped(response.response)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Content-Length", None)
        response.headers.pop("Accept-Ranges", None)
        etag, _ = response.get_etag()
        if etag is not None:
            # The same content, but not the same bytes.
            response.set_etag(etag, weak=True)
        return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    encoded = "Content-Encoding" in response.headers
    return not encoded and (kind.startswith("text/") or kind in _KINDS)


def _gzipped(pieces: Iterable[bytes | str]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    try:
        for piece in pieces:
            if packed := packer.compress(piece.encode() if isinstance(piece, str) else piece):
                yield packed
        yield packer.flush()
    finally:
        # A download that breaks off leaves nothing open.
        if close := getattr(pieces, "close", None):
            close()
