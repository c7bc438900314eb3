"""Settings, read from the environment and from a file `.env` next to app.py."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values
from requests.adapters import BaseAdapter
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from .errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

OAUTH_URL = "https://www.strava.com/oauth"
API_URL = "https://www.strava.com/api/v3"
TILE_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """The settings of a process.

    The browser opens `authorize_url`, so it can be relative; this process calls `oauth_url` and
    `api_url`. `adapters` maps URL prefixes to what answers them instead of the network.
    """

    instance_path: Path
    database_url: URL
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    authorize_url: str = OAUTH_URL
    oauth_url: str = OAUTH_URL
    api_url: str = API_URL
    host: str = "localhost"
    port: int = 8000
    log_level: str | None = None
    """None for the default: INFO in `python app.py`, only warnings in `flask` commands."""
    tile_url: str = TILE_URL
    sample: bool = False
    adapters: Mapping[str, BaseAdapter] = field(default_factory=dict, repr=False)

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        if self.database_url.get_backend_name() != "sqlite" or not self.database_url.database:
            return None
        return Path(self.database_url.database)


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in `environ`; raises SettingsError, which names the invalid setting.

    `environ` defaults to `.env`, overridden by the environment of the process. An empty value
    counts as not set.
    """
    if environ is None:
        environ = {**_dotenv(), **os.environ}
    values = {name: value.strip() for name, value in environ.items() if value.strip()}
    # Relative to app.py, so that cron jobs and terminals use the same files.
    instance_path = ROOT / Path(values.get("INSTANCE_PATH", "instance")).expanduser()
    client_id, client_secret = (values.get(f"STRAVA_CLIENT_{name}") for name in ("ID", "SECRET"))
    if (client_id is None) != (client_secret is None):
        raise SettingsError("Set both STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET, or neither.")
    oauth_url = _url(values, "STRAVA_OAUTH_URL", OAUTH_URL)
    return Settings(
        instance_path=instance_path,
        database_url=_database_url(values.get("DATABASE_URL"), instance_path),
        client_id=client_id,
        client_secret=client_secret,
        authorize_url=oauth_url,
        oauth_url=oauth_url,
        api_url=_url(values, "STRAVA_API_URL", API_URL),
        host=loopback_host(values.get("LOGBOOK_HOST", "localhost")),
        port=port_number(values.get("LOGBOOK_PORT", "8000")),
        log_level=_log_level(values.get("LOGBOOK_LOG_LEVEL")),
        tile_url=environ.get("LOGBOOK_TILE_URL", TILE_URL).strip(),
    )


def loopback_host(host: str) -> str:
    """Return `host` if only this computer can reach it; raises SettingsError otherwise."""
    if host not in LOOPBACK_HOSTS:
        raise SettingsError(
            f"Logbook does not listen on {host}, because it has no password: only this computer "
            "may reach it. Use localhost or 127.0.0.1 for LOGBOOK_HOST or --host."
        )
    return host


def port_number(text: str) -> int:
    """Return `text` as a TCP port; raises SettingsError if it is none."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SettingsError(
            f"{text!r} is not a port: use a number from 1 to 65535 for LOGBOOK_PORT or --port."
        )
    return int(text)


def _log_level(name: str | None) -> str | None:
    if name is not None and name.upper() not in LOG_LEVELS:
        raise SettingsError(
            f"LOGBOOK_LOG_LEVEL cannot be {name!r}: use one of {', '.join(LOG_LEVELS)}."
        )
    return name and name.upper()


def _url(values: Mapping[str, str], name: str, default: str) -> str:
    url = values.get(name, default).rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise SettingsError(f"{name} must be an address that starts with https:// or http://.")
    return url


def _dotenv() -> dict[str, str]:
    if os.environ.get("FLASK_SKIP_DOTENV"):
        return {}
    try:
        return {name: value or "" for name, value in dotenv_values(ROOT / ".env").items()}
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not in UTF-8. Save it as UTF-8.") from None


def _database_url(text: str | None, instance_path: Path) -> URL:
    if text is None:
        return URL.create("sqlite", database=str(instance_path / "logbook.sqlite"))
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise SettingsError(
            "DATABASE_URL is not understood: use sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/DATABASE."
        )
    if backend == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        if importlib.util.find_spec("psycopg") is None:
            raise SettingsError(
                "DATABASE_URL names PostgreSQL, but its driver is not installed. Run "
                ".venv/bin/python -m pip install -r requirements-postgres.txt."
            )
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise SettingsError("DATABASE_URL must name a file: sqlite:///FILE.")
        url = url.set(database=str(instance_path / url.database))
    return url
