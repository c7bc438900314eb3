"""The pages, one blueprint per module. A view reads the request, calls the model and renders."""

from __future__ import annotations

from flask import Flask

from .. import errors, layout
from . import (
    activities,
    activity,
    archive_upload,
    body,
    callback,
    check,
    compare,
    connect,
    disconnect,
    duplicates,
    efforts,
    exports,
    fitness,
    gear,
    goals,
    health,
    import_runs,
    import_sports,
    imports,
    map,
    map_settings,
    places,
    recordings,
    records,
    settings,
    setup,
    statistics,
    sync,
    table_settings,
    year,
)


def register(app: Flask) -> None:
    """Register all pages, the layout around them, and the error pages."""
    pages = (
        activities,
        activity,
        archive_upload,
        body,
        callback,
        check,
        compare,
        connect,
        disconnect,
        duplicates,
        efforts,
        exports,
        fitness,
        gear,
        goals,
        health,
        import_runs,
        import_sports,
        imports,
        map,
        map_settings,
        places,
        recordings,
        records,
        settings,
        setup,
        statistics,
        sync,
        table_settings,
        year,
    )
    for module in pages:
        app.register_blueprint(module.blueprint)
    layout.register(app)
    errors.register(app)
