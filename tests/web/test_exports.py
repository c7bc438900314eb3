"""The headers of exports; their content is tested with the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from ..applications import stored
from ..sample_strava import activity


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with stored(tmp_path_factory.mktemp("exports"), [activity(1), activity(2)]) as app:
        yield app.test_client()


@pytest.mark.parametrize(
    ("kind", "mimetype", "disposition"),
    [
        ("csv", "text/csv", "attachment"),
        ("json", "application/json", "inline"),
        ("jsonl", "application/x-ndjson", "attachment"),
        ("geojson", "application/geo+json", "attachment"),
    ],
)
def test_browser_saves_exports_as_a_file_and_shows_json(
    client: FlaskClient, kind: str, mimetype: str, disposition: str
) -> None:
    answer = client.get(f"/activities.{kind}")
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    expected = f'{disposition}; filename="activities.{kind}"'
    assert answer.headers["Content-Disposition"] == expected


def test_notice_in_a_header_has_only_printable_ascii(client: FlaskClient) -> None:
    notice = client.get("/activities.csv?min_km=é\u2603\n").headers["X-Notice"]
    assert notice.startswith('"??" is not a distance')
    assert all(" " <= character <= "~" for character in notice)


def test_page_of_json_has_links_to_the_other_pages(client: FlaskClient) -> None:
    answer = client.get("/activities.json?page=1&per_page=25")
    assert answer.headers["X-Total-Count"] == "2"
    (first, last) = answer.headers.getlist("Link")
    assert first.startswith("<http://localhost/activities.json?")
    assert first.endswith('; rel="first"')
    assert last.endswith('; rel="last"')
