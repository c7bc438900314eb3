"""Sports whose names are not known are asked about once, and remembered."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select

from strava.db.enums import Lane, RunKind
from strava.db.models import Activity, SyncRun

from ..html import parse
from .imports import ATHLETE, Files, Imports, archive_files, row, with_rows

MATCH = row(4).replace(",Walk,", ",Quidditch,")


@pytest.fixture
def files() -> Files:
    """An archive with two walks, and one activity of a sport that is not known."""
    return with_rows(archive_files([1, 2]), MATCH)


def sports(imports: Imports) -> dict[int, str]:
    """Return the sport types of all activities."""
    with imports.logbook.sessions() as session:
        return {one.id: one.sport_type for one in session.query(Activity)}


def answer(client: FlaskClient, **sports_by_name: str) -> str:
    form = {"name": [*sports_by_name], "sport": [*sports_by_name.values()]}
    return client.post("/import/sports", data=form, follow_redirects=True).text


def test_report_leads_to_the_question_and_the_answer_changes_the_activities(
    imports: Imports, client: FlaskClient, runner: FlaskCliRunner, files: Files
) -> None:
    run = imports.run(files)
    links = [
        one.attributes["href"] for one in parse(client.get(f"/sync/{run.id}").text).find_all("a")
    ]
    assert "/import/sports" in links
    page = client.get("/import/sports").text
    assert "Quidditch" in page
    assert "1 activity" in page
    assert re.search(r'<optgroup label="On foot">\s*<option value="Run">Run</option>', page)
    assert sports(imports) == {1: "Walk", 2: "Walk", 4: "Quidditch"}
    assert "1 activity has another sport now" in answer(client, Quidditch="Soccer")
    assert sports(imports) == {1: "Walk", 2: "Walk", 4: "Soccer"}
    assert "Choose sports" not in client.get(f"/sync/{run.id}").text
    runner.invoke(args=["rebuild"])
    assert sports(imports)[4] == "Soccer"


def test_recordings_of_an_answered_sport_are_measured_again(
    imports: Imports, client: FlaskClient
) -> None:
    files = archive_files([1, 2])
    table = str(files["activities.csv"]).replace(",Walk,", ",Quidditch,")
    imports.run({**files, "activities.csv": table})
    imports.jobs.start_measuring(ATHLETE)
    imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.MEASURES)
    answer(client, Quidditch="Soccer")
    imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.MEASURES)
    with imports.logbook.sessions() as session:
        ended = select(SyncRun.done).where(SyncRun.kind == RunKind.MEASURES)
        assert session.scalars(ended).all() == [2, 2]


def test_answer_is_remembered_for_later_archives_and_can_be_changed(
    imports: Imports, client: FlaskClient, files: Files
) -> None:
    imports.run(files)
    answer(client, Quidditch="Soccer")
    imports.run(with_rows(files, row(5).replace(",Walk,", ",Quidditch,")))
    assert sports(imports) == {1: "Walk", 2: "Walk", 4: "Soccer", 5: "Soccer"}
    assert "2 activities have another sport now" in answer(client, Quidditch="Volleyball")
    assert sports(imports) == {1: "Walk", 2: "Walk", 4: "Volleyball", 5: "Volleyball"}


@pytest.mark.parametrize(
    ("name", "sport"), [("Quidditch", "Quidditch"), ("Quidditch", ""), ("Walk", "Run"), ("", "Run")]
)
def test_other_names_and_sport_types_are_left_out(
    imports: Imports, client: FlaskClient, files: Files, name: str, sport: str
) -> None:
    imports.run(files)
    before = imports.everything()
    assert "Nothing has changed" in answer(client, **{name: sport})
    assert imports.everything() == before


def test_page_without_questions_says_so(imports: Imports, client: FlaskClient) -> None:
    imports.run(archive_files([1]))
    assert "Logbook knows all sports" in client.get("/import/sports").text


def test_page_needs_an_athlete(client: FlaskClient) -> None:
    assert client.get("/import/sports").headers["Location"] == "/"
    assert client.post("/import/sports").headers["Location"] == "/"
