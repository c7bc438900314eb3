"""A best effort is put aside, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Athlete, Effort

from ..applications import stored
from ..recordings.stored import store_measured, streams
from ..sample_strava import activity
from ..stored_data import rows
from .recorded import open_page

RUN = 9_000_000_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Two runs, the first of which has been measured."""
    runs = [activity(number, sport_type="Run") for number in range(2)]
    with stored(tmp_path_factory.mktemp("efforts"), runs) as app:
        logbook = app.extensions["logbook"]
        with logbook.sessions.begin() as session:
            bodies = {"streams": json.dumps(streams(400))}
            store_measured(session, RUN, bodies, logbook.now())
        yield app


def aside(app: Flask) -> dict[int, bool]:
    return {one.id: one.set_aside for one in rows(app, Effort)}


def test_effort_is_put_aside_and_taken_back(app: Flask, client: FlaskClient) -> None:
    first, *others = aside(app)
    for answer in ("1", "1", "0"):
        response = client.post(f"/activities/{RUN}/efforts/{first}", data={"aside": answer})
        assert response.status_code == 303
        assert response.headers["Location"] == f"/activities/{RUN}#efforts"
        assert aside(app) == {first: answer == "1", **dict.fromkeys(others, False)}
    assert rows(app, Athlete)[0].measures_version == 4


def test_list_that_one_comes_from_is_kept(app: Flask, client: FlaskClient) -> None:
    address = f"/activities/{RUN}/efforts/{next(iter(aside(app)))}"
    response = client.post(address, data={"aside": "0", "list": "sport=Run&page=2"})
    assert f"/activities/{RUN}?list=sport%3DRun%26page%3D2" in response.headers["Location"]


def test_stretch_and_charts_that_are_shown_are_kept(app: Flask, client: FlaskClient) -> None:
    page = open_page(client, 0, "from=10&to=20&over=time&list=sport%3DRun")
    form = page.by_id("efforts").find("form")
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.find_all("input")}
    location = client.post(form.attributes["action"], data=fields | {"aside": "0"}).location
    assert location == f"/activities/{RUN}?list=sport%3DRun&from=10&to=20&over=time#efforts"


def test_query_that_the_page_would_drop_is_not_repeated(app: Flask, client: FlaskClient) -> None:
    address = f"/activities/{RUN}/efforts/{next(iter(aside(app)))}"
    response = client.post(address, data={"aside": "0", "list": "q=" + "x" * 2000})
    assert response.location == f"/activities/{RUN}#efforts"


def test_effort_that_is_not_there_is_a_404(app: Flask, client: FlaskClient) -> None:
    first = next(iter(aside(app)))
    for path in (f"{RUN}/efforts/999", f"{RUN + 1}/efforts/{first}", f"{RUN}/efforts/{2**70}"):
        assert client.post(f"/activities/{path}", data={"aside": "1"}).status_code == 404
    assert not any(aside(app).values())


@pytest.mark.parametrize("form", [{}, {"aside": ""}, {"aside": "2"}])
def test_other_answers_are_refused(app: Flask, client: FlaskClient, form: dict[str, str]) -> None:
    first = next(iter(aside(app)))
    assert client.post(f"/activities/{RUN}/efforts/{first}", data=form).status_code == 400
