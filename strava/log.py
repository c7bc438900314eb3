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
        blanked = _SECRET.sub(r"\1\2[hidden]", line)
        if blanked != line:
            record.msg, record.args = blanked, None
        return True


_WITHOUT_SECRETS = WithoutSecrets()


def configure() -> None:
    """Log to standard error, with what other libraries have to say from warnings on."""
    handler = logging.StreamHandler()
    handler.addFilter(_WITHOUT_SECRETS)
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(message)s"
    )
    for noisy in ("urllib3", "alembic", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A request that waits a moment for a thread is nothing to tell.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def blank_request_log() -> None:
    """Blank the lines of Flask's own server (`flask run`), which tell whole addresses."""
    logging.getLogger("werkzeug").addFilter(_WITHOUT_SECRETS)
