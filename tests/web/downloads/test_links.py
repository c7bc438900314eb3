"""The links to files on the page of an activity, and what is said where there is no file."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from strava.db.models import Athlete

from ...applications import stored
from .recordings import EMPTY, MANUAL, OTHERS, RUN, STREAMS, TREADMILL, UNFETCHED


@pytest.mark.parametrize("ending", [".gpx", "/streams.json", "/streams.csv"])
@pytest.mark.parametrize(
    ("activity_id", "query", "sentence"),
    [
        (UNFETCHED, "", "has not been fetched from Strava yet. Open the page of the activity"),
        (MANUAL, "", "Strava has no recording of this activity."),
        (EMPTY, "", "Strava has no recording of this activity."),
        (RUN, "?from=5000&to=6000", "Nothing was recorded between these times."),
    ],
)
def test_page_says_why_there_is_no_file(
    client: FlaskClient, activity_id: int, query: str, sentence: str, ending: str
) -> None:
    answer = client.get(f"/activities/{activity_id}{ending}{query}")
    assert answer.status_code == 404
    assert sentence in answer.text


def test_page_says_that_there_are_no_positions(client: FlaskClient) -> None:
    for address in (f"{TREADMILL}.gpx", f"{RUN}.gpx?from=66&to=117"):
        answer = client.get(f"/activities/{address}")
        assert answer.status_code == 404
        assert "recorded without positions, so there is no GPX file" in answer.text
    assert client.get(f"/activities/{TREADMILL}/streams.json").get_json() == STREAMS[TREADMILL]


@pytest.mark.parametrize("ending", [".gpx", ".json", "/streams.json", "/streams.csv"])
@pytest.mark.parametrize("activity_id", [OTHERS, 0, 999, 2**63])
def test_activities_of_others_are_not_found(
    client: FlaskClient, activity_id: int, ending: str
) -> None:
    answer = client.get(f"/activities/{activity_id}{ending}")
    assert answer.status_code == 404
    assert "Check the address for typos." in answer.text


def test_without_an_athlete_files_lead_to_the_first_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with stored(tmp_path_factory.mktemp("nobody"), []) as app:
        with app.extensions["logbook"].sessions() as session:
            session.delete(session.get_one(Athlete, 1))
            session.commit()
        for address in ("1.gpx", "1.json", "1/streams.csv"):
            assert app.test_client().get(f"/activities/{address}").status_code == 302


def test_page_links_to_the_files(client: FlaskClient) -> None:
    section = client.get(f"/activities/{RUN}").text.partition('<section id="downloads"')[2]
    shown, hidden = section.split('id="stretch-downloads"')
    for address in (f"{RUN}.gpx", f"{RUN}/streams.csv", f"{RUN}/streams.json"):
        assert f'href="/activities/{address}"' in shown
    assert hidden.startswith(" hidden>")
    assert f'href="/activities/{RUN}.json"' in hidden
    chosen = client.get(f"/activities/{RUN}?from=300.5&to=1234567").text
    chosen = chosen.partition('id="stretch-downloads"')[2]
    for address in (f"{RUN}.gpx", f"{RUN}/streams.csv", f"{RUN}/streams.json"):
        assert f'href="/activities/{address}?from=300.5&amp;to=1200"' in chosen
    assert not chosen.startswith(" hidden")


@pytest.mark.parametrize(
    ("activity_id", "shown"),
    [
        (TREADMILL, {"/streams.csv", "/streams.json", ".json"}),
        (MANUAL, {".json"}),
        (UNFETCHED, {".json"}),
        (EMPTY, {".json"}),
    ],
)
def test_page_links_only_to_files_that_exist(
    client: FlaskClient, activity_id: int, shown: set[str]
) -> None:
    section = client.get(f"/activities/{activity_id}").text.partition('id="downloads"')[2]
    section = section.partition("</section>")[0]
    for ending in (".gpx", "/streams.csv", "/streams.json", ".json"):
        assert (f'href="/activities/{activity_id}{ending}"' in section) == (ending in shown)
