"""A random history, and browsers whose weeks begin on Monday and on Sunday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from .histories import GEAR, Fields, make_history

AMERICAN = {"Accept-Language": "en-US"}
"""Weeks begin on Sunday."""


@pytest.fixture(scope="package")
def random_history() -> list[Fields]:
    return make_history(1, 150)


@pytest.fixture(scope="package")
def history_app(
    random_history: list[Fields], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application with the history stored, for tests that change nothing."""
    gear = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    profile = {"bikes": gear[:1], "shoes": gear[1:]}
    with stored(tmp_path_factory.mktemp("history"), random_history, profile) as app:
        yield app


@pytest.fixture
def history_client(history_app: Flask) -> FlaskClient:
    return history_app.test_client()


@pytest.fixture(scope="package")
def changing_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application for tests that replace its activities."""
    with stored(tmp_path_factory.mktemp("changing"), []) as app:
        yield app
