"""What stands around every page: the athlete, the others, how the last sync went, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context

from .. import sports
from ..accounts import athletes
from ..db.models import SyncRun, db
from ..sync import runs
from . import current
from .display import formats
from .fragments import fragment


def register(app: Flask) -> None:
    """Give the templates their filters and what the base template shows."""
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.filters.update({name: _dated(of) for name, of in formats.DATED.items()})
    app.jinja_env.filters["sport_name"] = sports.sport_name
    app.jinja_env.filters["sport_group"] = sports.group
    app.jinja_env.filters["sport_icon"] = sports.icon
    app.jinja_env.globals["pace_or_speed"] = formats.pace_or_speed
    app.jinja_env.globals["fragment"] = fragment
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_frame)


def _dated(write: Callable[..., str]) -> Callable[..., str]:
    """A filter that writes a date as the athlete reads dates."""

    @pass_context
    def written(context: Context, value: Any) -> str:
        return write(value, context["dates"])

    return written


def _frame() -> dict[str, Any]:
    athlete = current.athlete()
    frame: dict[str, Any] = {
        "athlete": athlete,
        "sample": current.logbook().settings.sample,
        "here": _refreshed_address(),
        "dates": current.dates(),
        "sprite": url_for("static", filename="sports.svg"),
    }
    if athlete is None:
        return frame
    token = athletes.connection(db.session(), athlete)
    latest = current.latest_sync()
    return frame | {
        "imperial": athlete.imperial,
        "athletes": athletes.everyone(db.session()),
        "connected": token is not None,
        "refused": token is None and athletes.is_refused(db.session(), athlete),
        "private_hidden": token is not None and not athletes.sees_private(token),
        "sync": latest,
        "sync_line": _sync_line(latest, current.logbook().now()),
        "asking": runs.unanswered(db.session(), athlete.id),
        "usage": current.usage(),
    }


def _refreshed_address() -> str | None:
    """What a page with a running sync asks for again; None if it holds nothing to refresh."""
    if request.endpoint not in ("activities.table", "sync.show", "sync.show_run"):
        return None
    return request.script_root + request.full_path


def _sync_line(latest: SyncRun | None, now: datetime) -> str:
    if latest is None:
        return "Not synced yet"
    until = formats.clock_time(latest.resume_at, current.dates())
    lines = {
        "running": f"Syncing: {latest.done:,} activities so far",
        "waiting": f"Waiting to try again at {until}",
        "paused": "The sync is paused",
        "failed": "The last sync failed",
        "cancelled": "The last sync was cancelled",
        "done": f"Synced {formats.ago(now - (latest.finished_at or latest.started_at))}",
    }
    if latest.waiting_for == "limit":
        return f"Waiting for Strava's limit until {until}"
    return lines[latest.state]
