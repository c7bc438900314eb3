"""The pages: one blueprint a file. Each reads a request, calls one function, and renders."""

from __future__ import annotations

from flask import Flask

from . import activities, activity, connect, errors, frame, health, settings, setup, sync


def register(app: Flask) -> None:
    """Add every page, what frames them, and the pages for what goes wrong."""
    for module in (activities, activity, connect, health, settings, setup, sync):
        app.register_blueprint(module.blueprint)
    frame.register(app)
    errors.register(app)
