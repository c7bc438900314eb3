"""Addresses of static files carry a hash of the content, so that they can be cached for good."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_FOR_GOOD = "public, max-age=31536000, immutable"


def fingerprint(app: Flask) -> None:
    """Add `?v=` to every url_for("static", …), and let such addresses be cached for good."""

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and app.static_folder and "filename" in values:
            path = Path(app.static_folder) / values["filename"]
            if path.is_file():
                values["v"] = _hash(path, path.stat().st_mtime_ns)

    @app.after_request
    def cache(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_GOOD
        return response


@lru_cache
def _hash(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
