"""Fixtures that several tests of syncs share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.api import pagination, transport
from strava.settings import Settings

from .. import faults
from ..actions import SyncActions
from ..clock import Clock
from ..gate import Gate
from ..sample_strava import Strava


@pytest.fixture
def sync(app: Flask, strava: Strava, clock: Clock) -> SyncActions:
    """An application without an athlete, and the sample Strava."""
    return SyncActions(app, strava, clock)


@pytest.fixture
def synced(sync: SyncActions, connected: FlaskClient) -> SyncActions:
    """The same application with the athlete connected and the first sync done."""
    sync.client = connected
    assert sync.state()["state"] == "done"
    return sync


@pytest.fixture
def granted(sync: SyncActions) -> SyncActions:
    """The same application with the athlete connected, before any sync."""
    sync.connect_without_sync()
    return sync


@pytest.fixture
def gate(strava: Strava) -> Iterator[Gate]:
    """A gate in front of the sample Strava. It is open at first."""
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    yield gate
    gate.open()


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings. A test that has the proxy calls the API through it."""
    if "proxy" not in request.fixturenames:
        return settings
    proxy: faults.Proxy = request.getfixturevalue("proxy")
    return replace(settings, api_url=f"{proxy.url}/api/v3")


@pytest.fixture
def proxy(strava: Strava, monkeypatch: pytest.MonkeyPatch) -> Iterator[faults.Proxy]:
    """A proxy that injects faults. Retries within one API call do not pause."""
    retries = transport.RETRIES.new(backoff_factor=0, backoff_jitter=0)
    monkeypatch.setattr("strava.api.client.RETRIES", retries)
    proxy = faults.Proxy(strava.url)
    yield proxy
    proxy.close()


def wait_for_calls_in_flight() -> None:
    """Wait for the responses to calls of an interrupted walk, which are discarded."""
    for thread in threading.enumerate():
        # A thread that has not started yet is listed too, but cannot be joined.
        if thread.name == pagination.THREAD_NAME and thread.is_alive():
            thread.join(30)
