"""Follows the links of the page of statistics to the activities behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask.testing import FlaskClient

from ..html import Element, parse
from .plain import Sums, sums


class Linked(NamedTuple):
    """Numbers of the page, and the address that they link to."""

    address: str
    numbers: dict[str, float]
    """By measure, in the unit of the page."""


def page(client: FlaskClient, query: str = "") -> Element:
    """Return the page of statistics."""
    response = client.get(f"/stats?{query}")
    assert response.status_code == 200
    return parse(response.text)


def number(text: str) -> float:
    """Return a number of the page; a time of hours and minutes in hours."""
    text = text.replace(",", "").replace("−", "-")
    if ":" in text:
        hours, minutes = text.split(":")
        return int(hours) + int(minutes) / 60
    return 0.0 if text in ("–", "") else float(text)


def expected(totals: Sums) -> dict[str, float]:
    """Return sums in the units of the page, as precise as they are written."""
    return {
        "Activities": totals["activities"],
        "Distance km": round(totals["distance"] / 1000, 1),
        "Time h": round(totals["moving_time"] / 60) / 60,
        "Elevation gain m": round(totals["elevation_gain"]),
        "Work kJ": round(totals["energy"]),
        "Relative effort": round(totals["relative_effort"]),
    }


def behind(client: FlaskClient, address: str) -> Sums:
    """Return the sums over the activities of the table at an address."""
    path, _, query = address.partition("?")
    assert path == "/activities"
    response = client.get(f"/activities.json?{query}")
    assert "X-Notice" not in response.headers, address
    return sums(response.get_json())


def rows(table: Element) -> Iterator[tuple[dict[str, Element], Element]]:
    """Yield the cells of each row by the heading of their column, and the heading of the row."""
    headings = [one.text for one in table.find("thead").find_all("th")]
    for row in table.find("tbody").find_all("tr"):
        heading, *cells = (one for one in row.children if isinstance(one, Element))
        yield dict(zip(headings[1:], cells, strict=True)), heading
