"""Markers: `browser` and `postgres` by folder, and `slow` tests run only on request."""

from __future__ import annotations

import re
from typing import Any

import pytest

BY_FOLDER = ("browser", "postgres")
SLOW = pytest.mark.skip(reason="slow; run it with -m slow")


def slow(*values: Any) -> list[Any]:
    """Return sets of parameters, of which a tuple has several, with which a test is slow."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)
        for value in values
    ]


@pytest.hookimpl(tryfirst=True)  # before pytest applies -m
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by their folder, and skip slow ones unless -m names the marker.

    A default of `-m "not slow"` would be replaced by any other -m, such as
    `-m "not browser and not postgres"`, which would then run the slow tests.
    """
    tests = config.rootpath / "tests"
    slow_is_named = re.search(r"\bslow\b", config.getoption("markexpr"))
    for item in items:
        for folder in BY_FOLDER:
            if item.path.is_relative_to(tests / folder):
                item.add_marker(folder)
        if item.get_closest_marker("slow") and not slow_is_named:
            item.add_marker(SLOW)
