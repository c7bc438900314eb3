"""The log redacts secrets, whatever its level."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from strava import log
from strava.log import RedactingFilter, RedactingFormatter


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("werkzeug", logging.INFO, "", 0, message, arguments, None)


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        (
            "GET /exchange_token?state=abc&code=def&scope=read HTTP",
            "state=[hidden]&code=[hidden]&scope=read",
        ),
        ("Authorization: Bearer abc", "Bearer [hidden]"),
        ("refresh_token=abc", "refresh_token=[hidden]"),
        ('{"access_token": "abc", "expires_at": 5}', '"access_token": "[hidden]", "expires_at"'),
        ("{'client_secret':'abc'}", "{'client_secret':'[hidden]'}"),
        ("status code=200 is fine", "code=[hidden]"),
        ("status code: 200", "status code: 200"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_secrets_are_redacted(line: str, redacted: str) -> None:
    entry = record("%s", line)
    assert redacted in RedactingFormatter().format(entry)
    assert "abc" not in RedactingFormatter().format(entry)
    assert RedactingFilter().filter(entry)
    assert redacted in entry.getMessage()
    assert "abc" not in entry.getMessage()


def test_secrets_are_redacted_in_tracebacks() -> None:
    try:
        raise RuntimeError("https://localhost/exchange_token?code=abc")
    except RuntimeError:
        failed = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    entry = RedactingFormatter().format(failed)
    assert "RuntimeError" in entry
    assert "abc" not in entry


@contextmanager
def configured(level: str | None = None) -> Iterator[logging.Logger]:
    """Configure the log, yield the root logger, and restore all handlers and levels."""
    root = logging.getLogger()
    loggers = [root, *map(logging.getLogger, (*log.QUIET, "waitress.queue"))]
    levels = [logger.level for logger in loggers]
    handlers, root.handlers = root.handlers, []
    try:
        log.configure(level)
        yield root
    finally:
        root.handlers = handlers
        for logger, before in zip(loggers, levels, strict=True):
            logger.setLevel(before)


def test_default_level_is_info() -> None:
    with configured() as root:
        assert root.level == logging.INFO
        assert isinstance(root.handlers[0].formatter, RedactingFormatter)


def test_debug_does_not_apply_to_libraries_that_log_addresses_and_rows() -> None:
    with configured("DEBUG"):
        assert logging.getLogger("strava.api.transport").isEnabledFor(logging.DEBUG)
        for name in ("urllib3.connectionpool", "sqlalchemy.engine.Engine", "alembic", "filelock"):
            assert not logging.getLogger(name).isEnabledFor(logging.INFO)
