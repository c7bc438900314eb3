"""Settings come from the environment, and a bad one is named in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from strava import settings
from strava.errors import SettingsError
from strava.settings import ROOT, from_environment


def test_the_defaults_lead_to_strava_and_beside_app_py() -> None:
    found = from_environment({})
    assert found.oauth_url == found.authorize_url == "https://www.strava.com/oauth"
    assert found.api_url == "https://www.strava.com/api/v3"
    assert found.instance_path == ROOT / "instance"
    assert found.database_file == ROOT / "instance" / "logbook.sqlite"
    assert (found.host, found.port, found.client_id) == ("localhost", 8000, None)


def test_empty_values_count_as_absent() -> None:
    assert from_environment({"STRAVA_CLIENT_ID": " ", "LOGBOOK_PORT": ""}).client_id is None


def test_an_empty_tile_url_turns_the_background_off() -> None:
    assert from_environment({"LOGBOOK_TILE_URL": ""}).tile_url == ""
    assert "openstreetmap" in from_environment({}).tile_url


@pytest.mark.parametrize("name", ["DEBUG", "info", "Warning", "ERROR", "critical"])
def test_log_level_is_accepted_in_any_case(name: str) -> None:
    assert from_environment({"LOGBOOK_LOG_LEVEL": name}).log_level == name.upper()
    assert from_environment({}).log_level is None


def test_a_slash_at_the_end_of_an_address_makes_no_difference() -> None:
    found = from_environment({"STRAVA_API_URL": "http://localhost:1/api/v3/"})
    assert found.api_url == "http://localhost:1/api/v3"


def test_relative_paths_start_at_app_py_and_its_instance_folder() -> None:
    found = from_environment({"INSTANCE_PATH": "data", "DATABASE_URL": "sqlite:///mine.sqlite"})
    assert found.instance_path == ROOT / "data"
    assert found.database_file == ROOT / "data" / "mine.sqlite"


def test_absolute_paths_are_taken_as_they_are(tmp_path: Path) -> None:
    found = from_environment({"DATABASE_URL": f"sqlite:///{tmp_path}/mine.sqlite"})
    assert found.database_file == tmp_path / "mine.sqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_may_be_named_once_its_driver_is_installed(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"DATABASE_URL": f"{scheme}://me@localhost/logbook"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install -r requirements-postgres\.txt"):
        from_environment(environment)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    found = from_environment(environment)
    assert found.database_file is None
    assert found.database_url.drivername == "postgresql+psycopg"


def test_a_home_folder_may_be_written_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    found = from_environment({"INSTANCE_PATH": "~/logbook"})
    assert found.instance_path == Path("/home/me/logbook")


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
def test_a_value_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({name: value})


def test_the_environment_wins_over_the_file_beside_app_py(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOGBOOK_PORT=8001\nLOGBOOK_HOST=127.0.0.1\nLOGBOOK_TILE_URL=\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    monkeypatch.setenv("LOGBOOK_PORT", "8002")
    found = from_environment()
    assert (found.host, found.port, found.tile_url) == ("127.0.0.1", 8002, "")


def test_a_file_in_another_encoding_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOGBOOK_PORT=8001", encoding="utf-16")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("FLASK_SKIP_DOTENV")
    with pytest.raises(SettingsError, match="UTF-8"):
        from_environment()


def test_the_secret_is_not_in_what_is_printed() -> None:
    found = from_environment({"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "5ecret"})
    assert "5ecret" not in repr(found)
