"""The log on standard error, with secrets redacted."""

from __future__ import annotations

import logging
import re

_NAMES = "(?:code|state|access_token|refresh_token|client_secret)"
_SECRET = re.compile(
    rf"({_NAMES}=)[^&\s\"']+"  # in an address or a form
    rf"|([\"']{_NAMES}[\"']: ?[\"'])[^\"']+"  # in JSON or a dictionary
    r"|(Bearer )\S+"
)
QUIET = ("urllib3", "sqlalchemy", "alembic", "filelock")
"""Libraries that log addresses, SQL statements, and rows below WARNING."""


class RedactingFilter(logging.Filter):
    """Redacts the message of a record, for handlers whose formatter is not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record, and let it through."""
        message = record.getMessage()
        redacted = _redact(message)
        if redacted != message:
            record.msg, record.args = redacted, None
        return True


class RedactingFormatter(logging.Formatter):
    """Redacts whole entries, including their tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry without secrets."""
        return _redact(super().format(record))


_FILTER = RedactingFilter()


def configure(level: str | None = None) -> None:
    """Log to standard error at `level` and above, by default INFO."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level or "INFO", handlers=[handler])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns about every request that has to wait a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def redact_request_log() -> None:
    """Redact the request lines of Flask's own server (`flask run`), which hold whole addresses."""
    logging.getLogger("werkzeug").addFilter(_FILTER)


def _redact(text: str) -> str:
    return _SECRET.sub(r"\1\2\3[hidden]", text)
