"""The sample Strava: a small server that answers as Strava does, about one made-up athlete.

It speaks sections 2 to 5 of Strava's contract (signing in, tokens, limits, activities), so that
Logbook can be tried without an account, tested without a network, and measured without limits.

    browser ──► oauth ──► pages         ┌── athlete
                  │                     │
                  ▼                     │
                state ◄───── api ───────┼── details ──┐
                  │           ▲         │             ├──► recording
                  │        program      └── streams ──┘
                  ▼
               history ──► training, summaries ──► titles, measurements, routes ──► roads, places

    oauth, api     the two doors: what a browser and what a program ask for
    state, limits  what the server remembers: activities, codes, tokens, calls
    history        the whole history, made from a seed: training says what is done on which day,
                   summaries what came of it (titles its name, measurements its, routes its way)
    recording      what a device would have recorded, worked out from a summary when asked for;
                   details and streams show it
    wsgi_adapter   lets `requests` call the server without a network

Nothing here imports the rest of Logbook, and nothing is stored: a restart forgets every token.
Sources: https://developers.strava.com/docs/authentication/ and
https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask

from . import api, faults, oauth, pages
from .history import make_history
from .limits import Limits
from .state import CLIENT_ID, CLIENT_SECRET, Sample
from .wsgi_adapter import WSGIAdapter

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Limits", "Sample", "WSGIAdapter", "create_sample"]


def create_sample(
    today: date | None = None,
    seed: int = 1,
    clock: Callable[[], float] = time.time,
    activities: list[dict[str, Any]] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    delay: float = 0.0,
) -> Flask:
    """The sample Strava as a Flask application; its memory is `app.extensions["sample"]`.

    `today` is the last day of the made-up history (default: the clock's day) and `seed` decides
    all of it; `activities` are summaries to serve instead. `clock` gives Unix time: codes, tokens
    and limits follow it. `delay` is how many seconds each API call takes.
    """
    last_day = today or datetime.fromtimestamp(clock(), UTC).date()
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["sample"] = Sample(
        make_activities=lambda: make_history(last_day, seed) if activities is None else activities,
        clock=clock,
        limits=limits,
        delay=delay,
    )
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(oauth.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_error_handler(faults.Fault, faults.answer)
    return app
