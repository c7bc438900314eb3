"""Each number of the statistics leads to a table whose total is that number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from strava.accounts import athletes
from strava.db.models import Goal
from strava.table.parameters import parse_filters
from strava.table.totals import Sums, compute_totals

from ..applications import sample_history, stored
from ..html import Element
from ..markers import slow
from . import walk
from .histories import Fields

YEAR = 2026
Amount = Callable[[Sums], float]
COLUMNS: dict[str, Amount] = {
    "Activities": lambda sums: sums.activities,
    "Distance km": lambda sums: sums.distance / 1000,
    "Time h": lambda sums: sums.moving_time / 3600,
    "Elevation gain m": lambda sums: sums.climb,
    "Work kJ": lambda sums: sums.energy,
}
MEASURES = dict(
    zip(("activities", "distance", "moving_time", "elevation_gain"), COLUMNS, strict=False)
)
NOT_SUMS = ("streaks", "eddington")
"""The sections whose numbers count days."""
Linked = tuple[str, str, str]
"""An address, the text that leads there, and the heading of the column in COLUMNS."""


class Walk:
    """Follows the links of the page, and remembers what the tables add up to."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._totals: dict[str, Sums] = {}

    def total(self, address: str) -> Sums:
        """Return the totals of the table at an address, from the function that shows them."""
        if address not in self._totals:
            path, _, query = address.partition("?")
            assert path == "/activities"
            filters, notices = parse_filters(MultiDict(parse_qsl(query)))
            assert not notices
            with self._app.extensions["logbook"].sessions() as session:
                athlete = athletes.get(session)
                context = self._app.extensions["table"].context(athlete, filters)
                self._totals[address] = compute_totals(session, context, filters).all
        return self._totals[address]

    def check(self, linked: Linked) -> None:
        """Compare a number with the total of its table, as precise as it is written."""
        address, text, heading = linked
        number, precision = read(text)
        expected = COLUMNS[heading](self.total(address))
        assert number == pytest.approx(expected, abs=precision + 1e-6), linked


def read(text: str) -> tuple[float, float]:
    """Return the first number of a text, and half of its last digit; times are in hours."""
    found = re.search(r"−?[\d,]+(?:[.:]\d+)?", text)
    if found is None:
        assert text == "–"
        return 0.0, 0.0
    number = walk.number(found[0])
    if ":" in found[0]:
        return number, 0.5 / 60
    if text[found.end() :].startswith(" min"):
        return number / 60, 0.5 / 60
    if text[found.end() :].startswith(" h"):
        # Minutes are rounded first.
        return number, 0.5 + 0.5 / 60
    return number, 0.5 * 10 ** -len(found[0].partition(".")[2])


def links_of(page: Element, measure: str) -> Iterator[Linked]:
    """Yield the numbers of the page with the addresses that they lead to."""
    chosen = MEASURES[measure]
    for section in page.by_id("statistics").find_all("section"):
        key = section.attributes["id"]
        if key in NOT_SUMS:
            continue
        for drawn in section.find_all("svg"):
            for link in drawn.find_all("a"):
                title = link.find("title").text
                yield link.attributes["href"], title.partition(": ")[2], chosen
        for table in section.find_all("table"):
            yield from _rows(table, chosen)
        if key == "goals":
            for link in section.find_all("a"):
                yield link.attributes["href"], link.text, "Distance km"
        if key == "calendar":
            for heading in section.find_all("h3"):
                yield heading.find("a").attributes["href"], heading.find("small").text, chosen


def _rows(table: Element, chosen: str) -> Iterator[Linked]:
    for cells, heading in walk.rows(table):
        own = [link for link in linked(heading) if link.classes != ["one-page"]]
        for column, cell in cells.items():
            links = [] if cell.find_all("svg") else linked(cell)
            if links and not column.endswith(" used"):
                yield links[0].attributes["href"], links[0].text, chosen
            elif own and not links and column in COLUMNS:
                yield own[0].attributes["href"], cell.text, column


def linked(cell: Element) -> list[Element]:
    """Return the links of a cell. What the filters leave out has none."""
    return [link for link in cell.find_all("a") if "href" in link.attributes]


def addresses(page: Element) -> set[str]:
    """Return all addresses of the table in the sections whose numbers are sums."""
    return {
        link.attributes["href"]
        for section in page.by_id("statistics").find_all("section")
        if section.attributes["id"] not in NOT_SUMS
        for link in section.find_all("a")
        if link.attributes.get("href", "").startswith("/activities")
    }


def check_page(client: FlaskClient, walked: Walk, query: str, measure: str) -> int:
    page = walk.page(client, f"{query}&measure={measure}&days={YEAR}")
    found = list(links_of(page, measure))
    for linked in found:
        walked.check(linked)
    unchecked = addresses(page) - {address for address, _, _ in found}
    # The first and the last day of gear are days, and not amounts.
    used = page.by_id("gear-use").find("table")
    days = {
        link.attributes["href"]
        for cells, _ in walk.rows(used)
        for column in ("First used", "Last used")
        for link in cells[column].find_all("a")
    }
    assert unchecked <= days
    return len(found)


@pytest.fixture(scope="module")
def whole_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from _serve(tmp_path_factory.mktemp("whole"), sample_history(date(2026, 11, 22)))


@pytest.fixture(scope="module")
def sample_app(tmp_path_factory: pytest.TempPathFactory, history: list[Fields]) -> Iterator[Flask]:
    yield from _serve(tmp_path_factory.mktemp("sample"), history)


def _serve(folder: Path, activities: list[dict[str, Any]]) -> Iterator[Flask]:
    with stored(folder, activities) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            key = {"athlete_id": 1, "year": YEAR, "measure": "distance"}
            for group, amount in (("all", 9e6), ("cycle", 5e6), ("water", 1e3)):
                session.add(Goal(sport_group=group, amount=amount, **key))
        yield app


def test_every_number_of_a_year_leads_to_its_activities(sample_app: Flask) -> None:
    walked = Walk(sample_app)
    for measure in ("elevation_gain", "moving_time"):
        found = check_page(sample_app.test_client(), walked, f"by=month&span={YEAR}", measure)
        assert found > 100


@pytest.mark.parametrize(
    ("query", "measure"),
    slow(
        *(("by=month", measure) for measure in MEASURES),
        ("by=week", "distance"),
        ("by=week&span=2025&commute=0", "moving_time"),
        ("by=year&sport=Run&sport=Ride", "elevation_gain"),
        ("by=month&bars=one&from=2024-12-01", "distance"),
        ("by=month&group=foot&from=2024-02-29&to=2026-03-01", "moving_time"),
        ("by=year&weekday=6&hour=8", "activities"),
    ),
)
def test_every_number_of_the_sample_leads_to_its_activities(
    whole_sample: Flask, query: str, measure: str
) -> None:
    assert check_page(whole_sample.test_client(), Walk(whole_sample), query, measure) > 50


def test_parts_that_the_filters_leave_out_have_no_link(sample_app: Flask) -> None:
    page = walk.page(sample_app.test_client(), "span=2025&weekday=6&hour=8")
    rows = {heading.text: cells for cells, heading in walk.rows(page.by_id("years").find("table"))}
    assert [*rows] == ["2025"]
    assert rows["2025"]["This year compared"].text == "–"
    rhythm = {
        heading.text: cells for cells, heading in walk.rows(page.by_id("rhythm").find("table"))
    }
    assert [name for name, cells in rhythm.items() if cells["All"].find_all("a")] == [
        "Sunday",
        "All",
    ]
