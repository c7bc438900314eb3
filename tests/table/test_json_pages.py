"""Pages of the JSON export."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

from .conftest import HISTORY


def test_page_comes_with_links_and_the_number_of_matches(table_client: FlaskClient) -> None:
    response = table_client.get("/activities.json?per_page=25&page=1&sport=Run")
    assert len(response.get_json()) == 4
    assert response.headers["X-Total-Count"] == "4"
    links = [parse_options_header(link)[1] for link in response.headers.getlist("Link")]
    assert [link["rel"] for link in links] == ["first", "last"]


def test_page_after_the_last_is_empty(table_client: FlaskClient) -> None:
    assert table_client.get("/activities.json?page=9").get_json() == []


def test_without_a_page_all_rows_are_exported(table_client: FlaskClient) -> None:
    response = table_client.get("/activities.json?per_page=25")
    assert len(json.loads(response.text)) == len(HISTORY)
    assert "Link" not in response.headers
