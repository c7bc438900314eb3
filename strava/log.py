"""The log: on standard error, one line for what was foreseen, and never a secret."""

from __future__ import annotations

import logging
import re

_NAMES = "(?:code|state|access_token|refresh_token|client_secret)"
_SECRET = re.compile(
    rf"({_NAMES}=)[^&\s\"']+"  # in an address or a form
    rf"|([\"']{_NAMES}[\"']: ?[\"'])[^\"']+"  # in JSON or a dictionary
    r"|(Bearer )\S+"
)


class WithoutSecrets(logging.Filter):
    """Blanks what a log line may carry of an address: codes, states, tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, blanked."""
        line = record.getMessage()
        blanked = _blanked(line)
        if blanked != line:
            record.msg, record.args = blanked, None
        return True


class BlankingFormatter(logging.Formatter):
    """Blanks them in whole entries, with their tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as it is written."""
        return _blanked(super().format(record))


_WITHOUT_SECRETS = WithoutSecrets()


def _blanked(text: str) -> str:
    return _SECRET.sub(r"\1\2\3[hidden]", text)


def configure(level: str | None = None) -> None:
    """Log to standard error from `level` on, by default INFO."""
    handler = logging.StreamHandler()
    handler.setFormatter(BlankingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level or "INFO", handlers=[handler])
    # At lower levels these log addresses, statements or rows, at any level of our own.
    for library in ("urllib3", "sqlalchemy", "alembic", "filelock"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # It warns of every request that waits a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def blank_request_log() -> None:
    """Blank the lines of Flask's own server (`flask run`), which tell whole addresses."""
    logging.getLogger("werkzeug").addFilter(_WITHOUT_SECRETS)
