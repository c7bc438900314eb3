"""Parts of a page that an answer to htmx updates are marked, and only there."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

MARKED = re.compile(r'id="([\w-]+)" hx-swap-oob="(\w+)"')
FRAME = {"connection", "quota-left", "quota-windows", "sync-status"}


def marked(client: FlaskClient, address: str, **headers: str) -> dict[str, str]:
    """Return the marked elements of an answer, and how htmx is to swap each."""
    answer = client.get(
        address, headers={name.replace("_", "-"): headers[name] for name in headers}
    )
    return dict(MARKED.findall(answer.text))


@pytest.mark.parametrize("address", ["/activities", "/stats", "/records", "/sync", "/settings"])
def test_nothing_is_marked_in_a_page_that_a_browser_loads(
    connected: FlaskClient, address: str
) -> None:
    assert "hx-swap-oob" not in connected.get(address).text
    # Back replaces the whole page, and htmx would take what is marked out of it.
    assert marked(connected, address, HX_Request="true", HX_History_Restore_Request="true") == {}


def test_an_answer_updates_every_field_of_the_form(connected: FlaskClient) -> None:
    names = {"q", "span", "gear", "commute", "trainer", "private"}
    assert names | FRAME < marked(connected, "/activities", HX_Request="true").keys()


def test_rows_that_arrive_before_the_counts_leave_the_form_alone(connected: FlaskClient) -> None:
    found = marked(connected, "/activities", HX_Request="true", HX_Trigger="filters")
    assert found.keys() == {"chips", "filtered-pages", "quota-left", "quota-windows", "sync-status"}


def test_the_announcement_stays_and_gets_new_content(connected: FlaskClient) -> None:
    assert marked(connected, "/activities", HX_Request="true")["announcement"] == "innerHTML"


@pytest.mark.parametrize("poll", ["sync-status", "backfill", "measures"])
def test_the_element_that_sent_the_request_is_not_marked(connected: FlaskClient, poll: str) -> None:
    everything = marked(connected, "/sync", HX_Request="true")
    assert everything.keys() == FRAME | {"backfill", "controls", "measures", "runs"}
    found = marked(connected, "/sync", HX_Request="true", HX_Trigger=poll)
    assert found.keys() == everything.keys() - {poll}


def test_settings_have_only_what_every_page_has(connected: FlaskClient) -> None:
    # Pages with nothing of their own to refresh poll the settings.
    assert marked(connected, "/settings", HX_Request="true").keys() == FRAME


@pytest.mark.parametrize("address", ["/activities", "/stats", "/records", "/sync", "/settings"])
def test_each_marked_element_is_in_the_page_once(connected: FlaskClient, address: str) -> None:
    # Otherwise, htmx would report an error, and not show it.
    page = connected.get(address).text
    for element in marked(connected, address, HX_Request="true"):
        assert page.count(f' id="{element}"') == 1, element
