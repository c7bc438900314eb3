"""The filter form: rows arrive before the counts, and typing adds nothing to the history."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def htmx_response(client: FlaskClient, query: str, trigger: str = "filters") -> str:
    """Return the response to a request that htmx sends for an element."""
    headers = {"HX-Request": "true", "HX-Trigger": trigger}
    return client.get(f"/activities?{query}", headers=headers).text


def replaced_address(client: FlaskClient, current: str, query: str) -> str | None:
    """Return the address that replaces the current one in the history of the browser."""
    headers = {"HX-Current-URL": f"http://localhost:8000/activities?{current}"}
    return client.get(f"/activities?{query}", headers=headers).headers.get("HX-Replace-Url")


def test_rows_arrive_first_and_the_counts_with_the_next_request(table_client: FlaskClient) -> None:
    rows = htmx_response(table_client, "sport=Run")
    assert rows.count('class="title"') == 4
    assert 'aria-label="Remove filter: Run"' in rows
    assert 'id="totals"' not in rows
    assert re.search(r'id="pagination"[^>]*hx-get="/activities\?sport=Run"', rows)
    page = htmx_response(table_client, "sport=Run", "pagination")
    assert "<b>4</b> activities" in page
    assert 'class="pagination loading"' not in page


def test_counts_arrive_immediately_if_nothing_matches(table_client: FlaskClient) -> None:
    assert "page 1 of 1" in htmx_response(table_client, "q=no+such+name")


def test_request_of_another_element_updates_the_form(table_client: FlaskClient) -> None:
    assert 'id="filters"' in htmx_response(table_client, "sport=Run", "chip")


def test_whole_page_has_its_totals(table_client: FlaskClient) -> None:
    assert "<b>2</b> activities" in table_client.get("/activities?sport=Ride").text


def test_next_letter_of_a_search_replaces_the_address(table_client: FlaskClient) -> None:
    query = "q=R%C3%BCd&sort=name"
    address = replaced_address(table_client, "q=R%C3%BC&sort=name&page=2", query)
    assert address == f"/activities?{query}"


@pytest.mark.parametrize(
    ("current", "query"),
    [
        ("", "q=r"),
        ("q=r", ""),
        ("q=r", "q=ri&sport=Run"),
        ("sport=Run", "sport=Ride"),
        ("q=r", "q=r"),
    ],
)
def test_every_other_change_adds_an_address(
    table_client: FlaskClient, current: str, query: str
) -> None:
    assert replaced_address(table_client, current, query) is None
