"""The pages: one blueprint a file. Each reads a request, calls one function, and renders."""

from __future__ import annotations

from flask import Flask

from . import (
    activities,
    activity,
    choices,
    connect,
    downloads,
    errors,
    frame,
    health,
    settings,
    setup,
    sync,
)


def register(app: Flask) -> None:
    """Add every page, what frames them, and the pages for what goes wrong."""
    pages = (activities, activity, choices, connect, downloads, health, settings, setup, sync)
    for module in pages:
        app.register_blueprint(module.blueprint)
    frame.register(app)
    errors.register(app)
