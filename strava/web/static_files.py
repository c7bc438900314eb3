"""Addresses of static files that change with the content, so that browsers cache them forever.

A stylesheet or an image has its hash in the query: /static/css/base.css?v=HASH. A script module
imports others by relative addresses, which drop the query, so one hash of all scripts is part of
the path: /static/HASH/js/main.js.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from werkzeug.routing import BaseConverter

SCRIPTS = "js"
"""The folder of the script modules, which share one hash with those in its subfolders."""

_CACHED_FOR_GOOD = "public, max-age=31536000, immutable"
_HASH_LENGTH = 12

# Windows may register another type, and a browser refuses a module that is not JavaScript.
mimetypes.add_type("text/javascript", ".js")


class _Hash(BaseConverter):
    regex = f"[0-9a-f]{{{_HASH_LENGTH}}}"


def fingerprint(app: Flask) -> None:
    """Add hashes to every url_for("static", …), and serve the addresses that have them."""
    folder = app.static_folder or ""

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        filename = values.get("filename")
        if endpoint == "static" and filename and (content_hash := _hash(folder, filename)):
            values["version" if _is_script(filename) else "v"] = content_hash

    def send(filename: str, version: str | None = None) -> Response:
        content_hash = _hash(folder, filename)
        # Without an ETag, Werkzeug makes one of the path, and fails if that is not UTF-8.
        response = send_from_directory(folder, filename, etag=content_hash or False)
        # A page that was open during an update asks for an older hash. It gets the current file,
        # which is more likely to work than none, and asks again the next time.
        if (version or request.args.get("v")) == content_hash:
            response.headers["Cache-Control"] = _CACHED_FOR_GOOD
        return response

    app.view_functions["static"] = send
    app.url_map.converters["hash"] = _Hash
    app.add_url_rule(f"{app.static_url_path}/<hash:version>/<path:filename>", "static", send)


def _hash(folder: str, filename: str) -> str | None:
    """Return the hash that belongs in the address of a file, or None if there is no such file."""
    # A page has some ten of these addresses. With pathlib, each would take three times as long.
    path = f"{folder}/{filename}"
    try:
        changed = os.stat(path)
    except (OSError, ValueError):  # ValueError if there is a NUL in the name
        return None
    if not stat.S_ISREG(changed.st_mode):
        return None
    if not _is_script(filename):
        return _hash_of((path, changed.st_mtime_ns))
    return _hash_of(*sorted(_scripts(f"{folder}/{SCRIPTS}")))


def _scripts(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the path and the time of the last change of each script module."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _scripts(entry.path)
        else:
            yield entry.path, entry.stat().st_mtime_ns


def _is_script(filename: str) -> bool:
    return filename.startswith(f"{SCRIPTS}/")


# The time of the last change is part of the key, so that a changed file is read again.
@lru_cache
def _hash_of(*files: tuple[str, int]) -> str:
    digest = hashlib.sha256()
    for path, _changed in files:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:_HASH_LENGTH]
