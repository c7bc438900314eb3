"""Every kind of call to Strava, as a function of the address of a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from strava.api.client import Client
from strava.api.oauth import Credentials, OAuth

from .conftest import always_the_same_token


def list_page(url: str) -> None:
    Client(always_the_same_token, url).page(1)


def get(path: str) -> Callable[[str], None]:
    def call(url: str) -> None:
        Client(always_the_same_token, url).get(path)

    return call


def oauth(url: str) -> OAuth:
    return OAuth(url, Credentials("1", "secret"))


CALLS: dict[str, Callable[[str], Any]] = {
    "list": list_page,
    "profile": get("/athlete"),
    "detail": get("/activities/1"),
    "streams": get("/activities/1/streams"),
    "laps": get("/activities/1/laps"),
    "gear": get("/gear/b1"),
    "exchange": lambda url: oauth(url).exchange("code"),
    "refresh": lambda url: oauth(url).refresh("token"),
    "check of the credentials": lambda url: oauth(url).check_credentials(),
    "revocation": lambda url: oauth(url).revoke("token"),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
