"""Settings: their defaults, where they come from, and how an invalid one is reported."""

from __future__ import annotations

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
    ("name", "value"),
    [
        ("LOGBOOK_PORT", "eighty"),
        ("LOGBOOK_PORT", "0"),
        ("LOGBOOK_PORT", "70000"),
        ("LOGBOOK_LOG_LEVEL", "LOUD"),
        ("LOGBOOK_LOG_LEVEL", "10"),
        ("LOGBOOK_LOG_LEVEL", "NOTSET"),
        ("LOGBOOK_HOST", "0.0.0.0"),
        ("LOGBOOK_HOST", "192.168.1.2"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "nonsense"),
        ("STRAVA_API_URL", "www.strava.com/api/v3"),
        ("STRAVA_OAUTH_URL", "foo"),
        ("STRAVA_CLIENT_SECRET", "alone"),
    ],
)
def test_invalid_value_is_reported_with_the_name_of_its_setting(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({name: value})


def test_environment_overrides_the_file_next_to_app_py(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOGBOOK_PORT=8001\nLOGBOOK_HOST=127.0.0.1\nLOGBOOK_TILE_URL=\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    monkeypatch.setenv("LOGBOOK_PORT", "8002")
    loaded = from_environment()
    assert (loaded.host, loaded.port, loaded.tile_url) == ("127.0.0.1", 8002, "")


def test_file_in_another_encoding_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOGBOOK_PORT=8001", encoding="utf-16")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    with pytest.raises(SettingsError, match="UTF-8"):
        from_environment()


def test_client_secret_is_not_in_the_repr() -> None:
    loaded = from_environment({"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "5ecret"})
    assert "5ecret" not in repr(loaded)
