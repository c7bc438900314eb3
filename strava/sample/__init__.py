"""The sample Strava: a small server that imitates Strava's API for one made-up athlete.

It implements authorization, tokens, rate limits and activities, so that Logbook can be tried
without an account, tested without a network, and measured without waiting for limits. Other
clients of Strava's API can sign in and read from it, too.

    browser ──► oauth ──► pages         ┌── athlete
                  │                     │
                  ▼                     │
                state ◄───── api ───────┼── details ──► laps, splits, efforts
                  │ │         ▲         │
                  │ │      program      └── streams, zones
                  │ ▼
                  │ recording ──► sampling, sensors ──► plan ──► track, pacing, pauses, workouts
                  ▼
               history ──► training, summaries ──► titles, measurements, routes ──► roads, places

    oauth, api     the two entry points: for a browser, and for a program with an access token;
                   `parameters` reads what clients send, `faults` are the error responses
    state, limits  what the server keeps in memory: activities, codes, tokens, counted calls
    history        the whole history, generated from a seed: `training` plans the sessions of each
                   day, `summaries` turns each session into an activity (with a name from
                   `titles`, numbers from `measurements` and a track from `routes`)
    plan           what happens second by second, derived from a summary (its `outline`) on
                   request: the way (`track`), the speed on it (`pacing`), `pauses`, and the
                   intervals of `workouts`
    recording      the samples of a device: when it records (`sampling`) and what its `sensors`
                   measure, with `sensor_faults`; `quirks` says what is unusual about which one
    details        presents a recording as `laps`, `splits`, `best_efforts` and
                   `segment_efforts` (on `segments` of the routes); `streams` and `zones` do, too;
                   `journal` has what the athlete writes
    archive        everything as the ZIP that Strava sends on request
    wsgi_adapter   lets `requests` call the server without a network

Nothing here imports the rest of Logbook. Nothing is stored on disk: a restart forgets every token.
Sources: https://developers.strava.com/docs/authentication/ and
https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from . import api, faults, oauth, pages
from .history import make_history
from .limits import Limits
from .parameters import IdConverter
from .recording import MAX_SAMPLES
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
    max_samples: int = MAX_SAMPLES,
) -> Flask:
    """Return the sample Strava as a Flask application; its state is `app.extensions["sample"]`.

    `today` is the last day of the made-up history (default: today by `clock`), and `seed`
    determines everything in it; `activities` replaces it with other summaries. `clock` returns
    Unix time; authorization codes, tokens and rate limits depend on it. Each API call takes
    `delay` seconds. Recordings have at most `max_samples`: fewer are made and sent faster.
    """
    last_day = today or datetime.fromtimestamp(clock(), UTC).date()
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["sample"] = Sample(
        make_activities=lambda: make_history(last_day, seed) if activities is None else activities,
        clock=clock,
        limits=limits,
        delay=delay,
        seed=seed,
        max_samples=max_samples,
    )
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # Flask's answer to OPTIONS is HTML
    app.url_map.merge_slashes = False  # a redirect is HTML, too
    app.url_map.strict_slashes = False
    app.url_map.converters["id"] = IdConverter
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(oauth.blueprint)
    app.register_blueprint(oauth.blueprint, url_prefix="/api/v3/oauth", name="api_oauth")
    app.register_blueprint(api.blueprint)
    app.register_error_handler(faults.Fault, faults.to_response)
    app.register_error_handler(HTTPException, faults.from_http)
    return app
