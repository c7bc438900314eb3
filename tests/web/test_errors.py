"""Error pages: each says what happened and what to do next, without a traceback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError


def assert_error_page(text: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in text
    assert "Back to Logbook" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("get", "/nowhere", 404, "There is nothing at this address"),
        ("get", "/disconnect", 405, "This address only accepts forms"),
    ],
)
def test_address_without_a_page(
    client: FlaskClient, method: str, path: str, status: int, title: str
) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert ("POST" in answer.headers.get("Allow", "")) == (status == 405)
    assert_error_page(answer.text, title)


def test_form_that_is_too_large(client: FlaskClient) -> None:
    answer = client.post("/setup", data={"client_id": "1" * 100_000})
    assert answer.status_code == 413
    assert_error_page(answer.text, "This is more than Logbook accepts")


def test_bug_is_logged_with_its_traceback_and_its_page_shows_none(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("strava.accounts.credentials.find", fail)
    app.testing = False
    answer = client.get("/setup")
    assert answer.status_code == 500
    assert_error_page(answer.text, "Something went wrong in Logbook")
    assert "boom" not in answer.text
    assert "Nothing stored is lost" in answer.text
    assert "RuntimeError: boom" in caplog.text


def test_database_error_is_explained_even_if_the_layout_needs_the_database(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr("strava.accounts.credentials.find", fail)
    monkeypatch.setattr("strava.accounts.athletes.find", fail)
    answer = client.get("/setup")
    assert answer.status_code == 503
    assert_error_page(answer.text, "The database cannot be used")
    assert "SELECT" not in answer.text
    assert "Traceback" not in caplog.text


def test_missing_database_file_is_reported_and_not_created_again(
    app: Flask, client: FlaskClient
) -> None:
    file = app.extensions["logbook"].settings.database_file
    file.unlink()
    answer = client.get("/activities")
    assert answer.status_code == 503
    assert_error_page(answer.text, "The database file is missing")
    assert not file.exists()
    with client.get("/static/css/base.css") as stylesheet:
        assert stylesheet.status_code == 200


def test_what_is_sent_in_pieces_is_closed_with_its_response(app: Flask) -> None:
    closed = []

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"one", b"two")

        def close(self) -> None:
            closed.append(True)

    app.add_url_rule("/pieces", view_func=lambda: Response(Pieces()))
    with app.test_client().get("/pieces") as response:
        assert closed == []
        assert next(iter(response.response)) == b"one"
    assert closed == [True]
