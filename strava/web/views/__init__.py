"""The pages: one blueprint a file. Each reads a request, calls one function, and renders."""

from __future__ import annotations

from flask import Flask

from .. import errors, layout
from . import activities, activity, connect, exports, health, settings, setup, sync, table_settings


def register(app: Flask) -> None:
    """Add every page, what frames them, and the pages for what goes wrong."""
    pages = (activities, activity, connect, exports, health, settings, setup, sync, table_settings)
    for module in pages:
        app.register_blueprint(module.blueprint)
    layout.register(app)
    errors.register(app)
