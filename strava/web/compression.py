"""Compression of text for browsers that accept gzip. Streamed responses stay streamed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

_LEVEL = 5
_FAST_LEVEL = 1
_LARGE = 500_000
"""The bytes from which a response is compressed fast: a recording would otherwise take longer to
compress than to read and write."""
_MIN_BYTES = 1000
"""Shorter responses are not worth compressing."""

_GZIP = 16 + zlib.MAX_WBITS
_TEXT_TYPES = (
    "application/geo+json",
    "application/gpx+xml",
    "application/javascript",
    "application/json",
    "application/x-ndjson",
    "image/svg+xml",
)
"""Media types of text that do not start with text/."""


def compress(app: Flask) -> None:
    """Compress the text that the application sends."""

    @app.after_request
    def compress_response(response: Response) -> Response:
        if not _is_plain_text(response) or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        length = response.content_length
        is_short = not response.is_streamed and length is not None and length < _MIN_BYTES
        if is_short or not request.accept_encodings["gzip"] or request.method == "HEAD":
            return response
        response.direct_passthrough = False
        level = _FAST_LEVEL if length is not None and length >= _LARGE else _LEVEL
        response.response = _gzip(response.response, level)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Content-Length", None)
        response.headers.pop("Accept-Ranges", None)
        etag, _ = response.get_etag()
        if etag is not None:
            # A strong ETag promises the same bytes. Only the content is the same.
            response.set_etag(etag, weak=True)
        return response


def _is_plain_text(response: Response) -> bool:
    """Return whether a response is text that is not compressed yet."""
    mimetype = response.mimetype or ""
    is_text = mimetype.startswith("text/") or mimetype in _TEXT_TYPES
    return is_text and "Content-Encoding" not in response.headers


def _gzip(chunks: Iterable[bytes | str], level: int) -> Iterator[bytes]:
    compressor = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    try:
        for chunk in chunks:
            content = chunk.encode() if isinstance(chunk, str) else chunk
            if compressed := compressor.compress(content):
                yield compressed
        yield compressor.flush()
    finally:
        # An interrupted download must not leave a file or a database session open.
        if close := getattr(chunks, "close", None):
            close()
