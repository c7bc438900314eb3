"""Settings, read from the environment and from a file `.env` next to app.py."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from requests.adapters import BaseAdapter
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from . import env_file
from .errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

OAUTH_URL = "https://www.strava.com/oauth"
API_URL = "https://www.strava.com/api/v3"
TILE_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_TILE, _TILE_OPTIONS = {"{z}", "{x}", "{y}"}, {"{s}", "{r}"}
"""What the address of a tile must have, and may have: Leaflet knows no other placeholders."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_NAMES = (
    "STRAVA_CLIENT_ID",
    "STRAVA_CLIENT_SECRET",
    "STRAVA_OAUTH_URL",
    "STRAVA_API_URL",
    "INSTANCE_PATH",
    "DATABASE_URL",
    "LOGBOOK_HOST",
    "LOGBOOK_PORT",
    "LOGBOOK_LOG_LEVEL",
    "LOGBOOK_TILE_URL",
)
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
        environ = {**env_file.read(ROOT / ".env"), **os.environ}
    given = {name: _unquoted(name, environ[name]) for name in _NAMES if name in environ}
    values = {name: value for name, value in given.items() if value}
    instance_path = _folder(values.get("INSTANCE_PATH", "instance"))
    client_id, client_secret = _application(values)
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
        tile_url=_tile_url(given.get("LOGBOOK_TILE_URL", TILE_URL)),
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
    """Return `text` as a TCP port; raises SettingsError for anything else."""
    if not (re.fullmatch("0*[0-9]{1,5}", text, re.ASCII) and 0 < int(text[-5:]) < 65536):
        raise SettingsError(
            f"{text!r} is not a port: use a number from 1 to 65535 for LOGBOOK_PORT or --port."
        )
    return int(text[-5:])


def _unquoted(name: str, value: str) -> str:
    """Return a value without the quotes that Docker's `--env-file` keeps."""
    if "\0" in value:
        raise SettingsError(f"{name} contains a NUL character. Type its value again.")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    return value


def _folder(text: str) -> Path:
    try:
        # Relative to app.py, so that cron jobs and terminals use the same files.
        return ROOT / Path(text).expanduser()
    except RuntimeError:
        raise SettingsError(
            f"INSTANCE_PATH cannot be {text!r}: this computer does not know the home folder of "
            f"{Path(text).parts[0]}. Write the whole path."
        ) from None


def _application(values: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the Client ID and Client Secret, or None for both."""
    client_id, client_secret = (values.get(f"STRAVA_CLIENT_{name}") for name in ("ID", "SECRET"))
    if (client_id is None) != (client_secret is None):
        raise SettingsError("Set both STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET, or neither.")
    if client_id is not None and not re.fullmatch("[0-9]{1,20}", client_id):
        raise SettingsError(
            f"STRAVA_CLIENT_ID cannot be {client_id!r}: it is a number like 12345. Copy it from "
            "https://www.strava.com/settings/api."
        )
    if client_secret is not None and not re.fullmatch("[!-~]+", client_secret):
        raise SettingsError(
            "STRAVA_CLIENT_SECRET has 40 characters, from 0 to 9 and a to f, but the value has "
            "others. Copy it from https://www.strava.com/settings/api."
        )
    return client_id, client_secret


def _log_level(name: str | None) -> str | None:
    if name is not None and name.upper() not in LOG_LEVELS:
        raise SettingsError(
            f"LOGBOOK_LOG_LEVEL cannot be {name!r}: use one of {', '.join(LOG_LEVELS)}."
        )
    return name and name.upper()


def _url(values: Mapping[str, str], name: str, default: str) -> str:
    url = values.get(name, default).rstrip("/")
    if not _is_web_address(url) or "?" in url or "#" in url:
        raise SettingsError(
            f"{name} cannot be {_without_password(url)}: it must be an address that starts with "
            f"https:// or http://, such as {default}."
        )
    return url


def _tile_url(url: str) -> str:
    named = set(re.findall(r"\{[^}]*\}", url))
    if url and not (_is_web_address(url) and _TILE <= named <= _TILE | _TILE_OPTIONS):
        raise SettingsError(
            f"LOGBOOK_TILE_URL cannot be {_without_password(url)}: it must be an address that "
            f"starts with https:// or http:// and has {{z}}, {{x}} and {{y}}, such as {TILE_URL}. "
            "Besides these, only {s} and {r} are filled in. Leave it empty to turn map "
            "backgrounds off."
        )
    return url


def _is_web_address(url: str) -> bool:
    """Return whether this is an absolute address that HTTP and a header can contain."""
    try:
        parts = urlsplit(url)
        # Reading the port raises ValueError if it is not a number.
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_plain = re.fullmatch("[!-~]+", url) and re.fullmatch(r"[\w.\-{}\[\]:]+", parts.netloc)
    return bool(has_host and is_plain and parts.scheme in ("https", "http"))


def _without_password(url: str) -> str:
    return "an address with a user name" if "@" in url else repr(url)


def _database_url(text: str | None, instance_path: Path) -> URL:
    if text is None:
        return URL.create("sqlite", database=str(instance_path / "logbook.sqlite"))
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        url, backend = URL.create("unknown"), ""
    match backend:
        case "postgresql":
            return _postgresql(url)
        case "sqlite":
            return _sqlite(url, instance_path)
    # The rest of the address may contain a password.
    named = f" names {backend}, which Logbook does not support" if backend else " is not understood"
    raise SettingsError(
        f"DATABASE_URL{named}: use sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE."
    )


def _postgresql(url: URL) -> URL:
    if importlib.util.find_spec("psycopg") is None:
        raise SettingsError(
            "DATABASE_URL names PostgreSQL, but its driver is not installed. Run "
            ".venv/bin/python -m pip install -r requirements-postgres.txt."
        )
    return url.set(drivername="postgresql+psycopg")


def _sqlite(url: URL, instance_path: Path) -> URL:
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:") or url.host or url.query:
        raise SettingsError(
            "DATABASE_URL must name a file, with three slashes and nothing after the name: "
            "sqlite:///FILE."
        )
    return url.set(drivername="sqlite", database=str(instance_path / name))
