"""What every page shows around its content: athletes, connection, latest sync and rate limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, request
from jinja2 import pass_context
from jinja2.runtime import Context

from .. import ages
from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..db.enums import RunState, WaitReason
from ..db.models import Athlete, SyncRun, db
from ..sync import runs
from . import current, error_sentences
from .display import file_sizes, formats, json_values, sports
from .fragments import fragment

_PAGES_WITH_A_SYNC = ("activities.table", "map.show", "sync.show", "sync.show_run")
"""Endpoints of the pages that show the progress of a sync."""


def register(app: Flask) -> None:
    """Give templates their filters, and the variables of the base template."""
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.filters.update(file_sizes.FILTERS)
    app.jinja_env.filters.update(sports.FILTERS)
    app.jinja_env.filters.update(json_values.FILTERS)
    app.jinja_env.filters.update(
        {name: _in_date_style(write) for name, write in formats.DATE_FILTERS.items()}
    )
    app.jinja_env.filters["run_error"] = error_sentences.of_run
    app.jinja_env.globals["fragment"] = fragment
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_variables)


def _in_date_style(write: Callable[..., str]) -> Callable[..., str]:
    """Return a template filter that writes a date in the athlete's style."""

    @pass_context
    def write_in_style(context: Context, value: Any) -> str:
        return write(value, context["dates"])

    return write_in_style


def _variables() -> dict[str, Any]:
    athlete = current.athlete()
    variables: dict[str, Any] = {
        "athlete": athlete,
        "sample": current.logbook().settings.sample,
        "refresh_address": _refresh_address(),
        "dates": current.dates(),
    }
    return variables if athlete is None else variables | _athlete_variables(athlete)


def _athlete_variables(athlete: Athlete) -> dict[str, Any]:
    session = db.session()
    token = athletes.valid_token(session, athlete)
    latest = current.latest_sync()
    return {
        "imperial": athlete.imperial,
        "athletes": athletes.everyone(session),
        "connected": token is not None,
        "refused": token is None and athletes.is_refused(session, athlete),
        "private_hidden": token is not None and not athletes.sees_private(token),
        "sync": latest,
        "sync_line": (_import_line if athlete.from_archive else _sync_line)(
            latest, current.logbook().now()
        ),
        "unanswered_check": runs.unanswered_check(session, athlete.id),
        "usage": current.usage(),
        "reserve": RESERVE,
    }


def _refresh_address() -> str | None:
    """Return the address that this page requests again during a sync; None if it needs none."""
    if request.endpoint not in _PAGES_WITH_A_SYNC:
        return None
    return request.script_root + request.full_path


def _sync_line(latest: SyncRun | None, now: datetime) -> str:
    """Return a short sentence about the latest sync."""
    if latest is None:
        return "Not synced yet"
    retry_at = formats.clock_time(latest.resume_at, current.dates())
    if latest.waiting_for == WaitReason.RATE_LIMIT:
        return f"Waiting for Strava's rate limit until {retry_at}"
    sentences = {
        RunState.RUNNING: f"Syncing: {latest.done:,} activities so far",
        RunState.WAITING: f"Waiting to try again at {retry_at}",
        RunState.PAUSED: "The sync is paused",
        RunState.FAILED: "The last sync failed",
        RunState.CANCELED: "The last sync was canceled",
        RunState.DONE: f"Synced {formats.ago(ages.age(latest.finished_at, now))}",
    }
    return sentences[latest.state]


def _import_line(latest: SyncRun | None, now: datetime) -> str:
    """Return a short sentence about the latest import of an athlete who has never connected."""
    if latest is None:
        return "Nothing imported yet"
    sentences = {
        RunState.RUNNING: f"Importing: {latest.done:,} recordings so far",
        RunState.WAITING: "The import continues automatically",
        RunState.PAUSED: "The import is paused",
        RunState.FAILED: "The last import failed",
        RunState.CANCELED: "The last import was canceled",
        RunState.DONE: f"Imported {formats.ago(ages.age(latest.finished_at, now))}",
    }
    return sentences[latest.state]
