"""The log: on standard error, one line for what was foreseen, and never a secret."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(
    r"((?:code|state|access_token|refresh_token|client_secret)=)[^&\s\"']+|(Bearer )\S+"
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
    return _SECRET.sub(r"\1\2[hidden]", text)


def configure() -> None:
    """Log to standard error, with what other libraries have to say from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(BlankingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for noisy in ("urllib3", "alembic", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A request that waits a moment for a thread is nothing to tell.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def blank_request_log() -> None:
    """Blank the lines of Flask's own server (`flask run`), which tell whole addresses."""
    logging.getLogger("werkzeug").addFilter(_WITHOUT_SECRETS)
