"""Settings: their defaults, where they come from, and how an invalid one is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from strava import settings
from strava.errors import SettingsError
from strava.settings import ROOT, from_environment


def test_defaults_are_strava_and_the_folder_next_to_app_py() -> None:
    loaded = from_environment({})
    assert loaded.oauth_url == loaded.authorize_url == "https://www.strava.com/oauth"
    assert loaded.api_url == "https://www.strava.com/api/v3"
    assert loaded.instance_path == ROOT / "instance"
    assert loaded.database_file == ROOT / "instance" / "logbook.sqlite"
    assert (loaded.host, loaded.port, loaded.client_id) == ("localhost", 8000, None)


def test_empty_value_counts_as_not_set() -> None:
    assert from_environment({"STRAVA_CLIENT_ID": " ", "LOGBOOK_PORT": ""}).client_id is None


def test_empty_tile_url_is_kept_to_turn_the_background_off() -> None:
    assert from_environment({"LOGBOOK_TILE_URL": ""}).tile_url == ""
    assert "openstreetmap" in from_environment({}).tile_url


@pytest.mark.parametrize("name", ["DEBUG", "info", "Warning", "ERROR", "critical"])
def test_log_level_is_accepted_in_any_case(name: str) -> None:
    assert from_environment({"LOGBOOK_LOG_LEVEL": name}).log_level == name.upper()
    assert from_environment({}).log_level is None


def test_slash_at_the_end_of_an_address_is_ignored() -> None:
    loaded = from_environment({"STRAVA_API_URL": "http://localhost:1/api/v3/"})
    assert loaded.api_url == "http://localhost:1/api/v3"


def test_relative_paths_start_at_app_py_and_at_the_instance_folder() -> None:
    loaded = from_environment({"INSTANCE_PATH": "data", "DATABASE_URL": "sqlite:///mine.sqlite"})
    assert loaded.instance_path == ROOT / "data"
    assert loaded.database_file == ROOT / "data" / "mine.sqlite"


def test_absolute_path_of_the_database_is_used_unchanged(tmp_path: Path) -> None:
    loaded = from_environment({"DATABASE_URL": f"sqlite:///{tmp_path}/mine.sqlite"})
    assert loaded.database_file == tmp_path / "mine.sqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_needs_its_driver(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"DATABASE_URL": f"{scheme}://me@localhost/logbook"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install -r requirements-postgres\.txt"):
        from_environment(environment)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    loaded = from_environment(environment)
    assert loaded.database_file is None
    assert loaded.database_url.drivername == "postgresql+psycopg"


def test_tilde_stands_for_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    loaded = from_environment({"INSTANCE_PATH": "~/logbook"})
    assert loaded.instance_path == Path("/home/me/logbook")


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("LOGBOOK_PORT", "eighty", "'eighty'"),
        ("LOGBOOK_PORT", "0", "'0'"),
        ("LOGBOOK_PORT", "70000", "'70000'"),
        ("LOGBOOK_PORT", "9" * 5000, "999"),
        ("LOGBOOK_PORT", "٨٠", "'٨٠'"),
        ("LOGBOOK_PORT", "-1", "'-1'"),
        ("LOGBOOK_LOG_LEVEL", "LOUD", "'LOUD'"),
        ("LOGBOOK_LOG_LEVEL", "10", "'10'"),
        ("LOGBOOK_LOG_LEVEL", "NOTSET", "'NOTSET'"),
        ("LOGBOOK_HOST", "0.0.0.0", "0.0.0.0"),
        ("LOGBOOK_HOST", "192.168.1.2", "192.168.1.2"),
        ("DATABASE_URL", "mysql://localhost/x", "mysql"),
        ("DATABASE_URL", "sqlite://", "FILE"),
        ("DATABASE_URL", "sqlite:///:memory:", "FILE"),
        ("DATABASE_URL", "sqlite://logbook.sqlite", "three slashes"),
        ("DATABASE_URL", "sqlite:///logbook.sqlite?mode=ro", "nothing after the name"),
        ("DATABASE_URL", "nonsense", "not understood"),
        ("DATABASE_URL", "postgresql://me@localhost:port/logbook", "not understood"),
        ("STRAVA_API_URL", "www.strava.com/api/v3", "'www.strava.com/api/v3'"),
        ("STRAVA_API_URL", "https://", "'https:'"),
        ("STRAVA_API_URL", "http://[bad", r"'http://\[bad'"),
        ("STRAVA_API_URL", "https://www.strava.com:port/api", "port"),
        ("STRAVA_API_URL", "https://www.strava.com:99999/api", "99999"),
        ("STRAVA_API_URL", "https://www.strava.com/api v3", "api v3"),
        ("STRAVA_API_URL", "https://www.strava.com/api?x=1", "x=1"),
        ("STRAVA_API_URL", "https://strava.com;evil/api", "evil"),
        ("STRAVA_API_URL", "htp://www.strava.com/api/v3", "htp"),
        ("STRAVA_OAUTH_URL", "foo", "'foo'"),
        ("STRAVA_CLIENT_SECRET", "alone", "both"),
        ("LOGBOOK_TILE_URL", "foo", "'foo'"),
        ("LOGBOOK_TILE_URL", "https://tile.example.org/", r"\{z\}"),
        ("LOGBOOK_TILE_URL", "https://tile.example.org/{z}/{x}.png", r"\{y\}"),
        ("LOGBOOK_TILE_URL", "https://tile.example.org/{z}/{x}/{y}.png?key={key}", r"only \{s\}"),
        ("LOGBOOK_TILE_URL", "ftp://tile.example.org/{z}/{x}/{y}", "https://"),
        ("LOGBOOK_TILE_URL", "/tiles/{z}/{x}/{y}.png", "https://"),
        ("LOGBOOK_TILE_URL", "https://a.example; script-src */{z}/{x}/{y}", "https://"),
        ("INSTANCE_PATH", "~nobody123/x", "~nobody123"),
        ("INSTANCE_PATH", "a\0b", "NUL"),
    ],
)
def test_invalid_value_is_reported_with_its_setting_and_what_was_found(
    name: str, value: str, found: str
) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        from_environment({name: value})
    assert re.search(found, str(caught.value))


@pytest.mark.parametrize("client_id", ["twelve", "12 34", "12.5", "-1", "1" * 21, "١٢", '"1'])
def test_client_id_that_is_no_number_is_reported(client_id: str) -> None:
    with pytest.raises(SettingsError, match="STRAVA_CLIENT_ID") as caught:
        from_environment({"STRAVA_CLIENT_ID": client_id, "STRAVA_CLIENT_SECRET": "5ecret"})
    assert repr(client_id) in str(caught.value)
    assert "5ecret" not in str(caught.value)


@pytest.mark.parametrize("secret", ["5ecret 5ecret", "5ecret\n5", "5ecret–", "5ecret\udce9"])
def test_client_secret_that_cannot_be_sent_is_reported_without_it(secret: str) -> None:
    with pytest.raises(SettingsError, match="STRAVA_CLIENT_SECRET") as caught:
        from_environment({"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": secret})
    assert "5ecret" not in str(caught.value)


@pytest.mark.parametrize("name", ["STRAVA_OAUTH_URL", "STRAVA_API_URL", "LOGBOOK_TILE_URL"])
def test_address_with_a_password_is_refused_without_it(name: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        from_environment({name: "https://me:5ecret@example.org/{z}/{x}/{y}"})
    assert "5ecret" not in str(caught.value)


def test_password_in_the_address_of_a_database_is_never_shown() -> None:
    for address in ("mysql://me:5ecret@localhost/x", "postgresql://me:5ecret@host:port/x"):
        with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
            from_environment({"DATABASE_URL": address})
        assert "5ecret" not in str(caught.value)


@pytest.mark.parametrize("value", ['"{}"', "'{}'", ' "{}" ', '" {} "', "{}  ", "{}\r\n", "\t{}"])
def test_quotes_and_spaces_around_a_value_are_ignored(value: str, tmp_path: Path) -> None:
    given = {
        "STRAVA_CLIENT_ID": "123",
        "STRAVA_CLIENT_SECRET": "5ecret",
        "STRAVA_API_URL": "http://localhost:1/api/v3",
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": "sqlite:///mine.sqlite",
        "LOGBOOK_HOST": "127.0.0.1",
        "LOGBOOK_PORT": "8001",
        "LOGBOOK_LOG_LEVEL": "debug",
        "LOGBOOK_TILE_URL": "https://a.example/{z}/{x}/{y}",
    }
    quoted = {name: value.format(text) for name, text in given.items()}
    assert from_environment(quoted) == from_environment(given)


@pytest.mark.parametrize("quotes", ['""', "''"])
def test_empty_quotes_count_as_an_empty_value(quotes: str) -> None:
    names = ("STRAVA_CLIENT_ID", "INSTANCE_PATH", "DATABASE_URL", "LOGBOOK_PORT")
    loaded = from_environment(dict.fromkeys(names, quotes))
    assert loaded == from_environment({})
    assert from_environment({"LOGBOOK_TILE_URL": quotes}).tile_url == ""


def test_other_variables_are_not_looked_at() -> None:
    assert from_environment({"STRAVA_OTHER": "a\0b"}) == from_environment({})


@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite", "pysqlcipher"])
def test_sqlite_is_always_opened_with_the_driver_of_python(driver: str) -> None:
    loaded = from_environment({"DATABASE_URL": f"sqlite+{driver}:///mine.sqlite"})
    assert loaded.database_url.drivername == "sqlite"


def test_environment_overrides_the_file_next_to_app_py(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOGBOOK_PORT=8001\nLOGBOOK_HOST=127.0.0.1\nLOGBOOK_TILE_URL=\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    monkeypatch.setenv("LOGBOOK_PORT", "8002")
    loaded = from_environment()
    assert (loaded.host, loaded.port, loaded.tile_url) == ("127.0.0.1", 8002, "")


def test_client_secret_is_not_in_the_repr() -> None:
    loaded = from_environment({"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "5ecret"})
    assert "5ecret" not in repr(loaded)
