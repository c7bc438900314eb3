"""The totals by sport and month, which are rendered without a request and then cached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, has_app_context
from jinja2 import meta, nodes
from markupsafe import Markup

from strava.db.models import Athlete
from strava.table.facets import Overview
from strava.table.filters import Days, Filters
from strava.web import breakdown
from strava.web.display.formats import DateStyle

from ..applications import stored
from ..sample_strava import activity

FILTERS = Filters(span="year", totals=True)
THIS_YEAR = Days(date(2026, 1, 1), None)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    activities = [
        activity(number, sport_type="<Run>", start_date_local=f"{day}T07:00:00Z")
        for number, day in enumerate(("2026-11-02", "2026-01-02", "2025-11-02"))
    ]
    with stored(tmp_path_factory.mktemp("breakdown"), activities) as app:
        yield app


@pytest.fixture
def overview(app: Flask) -> Overview:
    cache = app.extensions["table"]
    with app.extensions["logbook"].sessions() as session:
        athlete = session.get_one(Athlete, 1)
    found: Overview = cache.overview(cache.context(athlete, FILTERS), FILTERS)
    return found


def shown(app: Flask, language: str) -> str:
    """Return the page that a browser with this language gets."""
    headers = {"Accept-Language": language}
    return app.test_client().get("/activities?span=year&totals=1", headers=headers).text


def address(filters: Filters) -> str:
    return f"/?{urlencode(filters.parameters(), doseq=True)}"


def test_breakdown_is_rendered_without_a_request(app: Flask, overview: Overview) -> None:
    assert not has_app_context()
    style = breakdown.Style(DateStyle("mdy"), imperial=True)
    html = breakdown.render(app.jinja_env, overview, style, FILTERS, THIS_YEAR, address)
    assert isinstance(html, Markup)
    assert "<small>mi</small>" in html
    assert '<span class="icon icon-' in html
    assert "<small>Jan 1 – Nov 22, 2025</small>" in html
    assert "<Run>" not in html


def test_template_reads_only_its_arguments(app: Flask) -> None:
    source = Path(app.root_path, "templates", "activities", "_breakdown.html")
    template = app.jinja_env.parse(source.read_text(encoding="utf-8"))
    assigned = {name.name for name in template.find_all(nodes.Name) if name.ctx == "store"}
    arguments = {
        "overview",
        "charts",
        "bar_width",
        "max_months",
        "chart_height",
        "filters",
        "periods",
        "link",
        *breakdown.Style._fields,
    }
    assert meta.find_undeclared_variables(template) <= arguments | assigned


def test_cached_breakdown_is_in_the_style_of_each_request(app: Flask) -> None:
    american, british = shown(app, "en-US"), shown(app, "en-GB")
    assert "Jan 1" in american
    assert "1 Jan" not in american
    assert "1 Jan" in british
    assert "Jan 1" not in british
    assert shown(app, "en-US").count("Jan 1") == american.count("Jan 1")


def test_breakdown_is_rendered_once_for_the_same_totals(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(app, "en-GB")
    monkeypatch.setattr(breakdown, "render", None)
    assert shown(app, "en-GB").count("Average per activity") == first.count("Average per activity")
