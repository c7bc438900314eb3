"""Nothing private is on the page of a year or in its picture unless it is chosen."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.web.year_page.card import COLORS

from ..applications import stored
from ..sample_strava import activity

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
SECRET, OPEN, UNKNOWN = "Visit to the clinic", "Around the lake", "From the archive"
SECRET_GEAR = "b7"


def line(latitude: float, longitude: float) -> dict[str, str]:
    steps = [(latitude + step / 500, longitude + step % 3 / 300) for step in range(12)]
    return {"summary_polyline": polyline.encode(steps)}


ACTIVITIES = [
    *(
        activity(
            10 + number,
            name=SECRET,
            visibility="only_me",
            map=line(48.2, 11.5),
            distance=77_700.0,
            moving_time=20_000,
            sport_type="Kitesurf",
            gear_id=SECRET_GEAR,
        )
        for number in range(5)
    ),
    activity(
        20, name=OPEN, map=line(47.0, 8.0), sport_type="Run", moving_time=4000, distance=12_000.0
    ),
    activity(
        21, name=OPEN, map=line(47.01, 8.0), sport_type="Run", moving_time=4000, distance=12_000.0
    ),
    activity(
        22, name=UNKNOWN, map=line(46.0, 7.0), sport_type="Swim", moving_time=2000, distance=1_500.0
    ),
]
del ACTIVITIES[-1]["visibility"]
SHOW = ("names", "map", "private")
ALL_CHOICES = list(chain.from_iterable(combinations(SHOW, number) for number in range(4)))


@pytest.fixture(scope="module")
def year_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    profile = {"bikes": [{"id": SECRET_GEAR, "name": "Secret board"}]}
    with stored(tmp_path_factory.mktemp("privacy"), ACTIVITIES, profile) as app:
        yield app


@pytest.fixture
def year_client(year_app: Flask) -> FlaskClient:
    return year_app.test_client()


def both(client: FlaskClient, show: tuple[str, ...]) -> tuple[str, str]:
    """Return the page, without what leads elsewhere, and the picture."""
    query = "&".join(f"show={one}" for one in show)
    page = client.get(f"/stats/2019?{query}").text
    card = client.get(f"/stats/2019/card.svg?{query}").text
    return page, card


def drawn(text: str) -> int:
    """Return the number of routes in a drawing: paths of relative lines."""
    return len(re.findall(r' d="M-?\d+[ -]\d+l', text))


@pytest.mark.parametrize("show", ALL_CHOICES, ids="-".join)
def test_only_what_is_chosen_is_shown(year_client: FlaskClient, show: tuple[str, ...]) -> None:
    page, card = both(year_client, show)
    private = "private" in show
    for text in (page, card):
        assert (OPEN in text) == ("names" in show)
        assert (SECRET in text) == ("names" in show and private)
        assert ("<svg" in text and drawn(text) > 0) == ("map" in show)
    assert (UNKNOWN in page) == ("names" in show and private)
    assert private or UNKNOWN not in card
    for trace in ("Kitesurf", "Secret board", "77.7", "9000000010"):
        assert (trace in page) == private, trace
        assert private or trace not in card
    assert private or not re.search(r"900000001[0-4]", page + card)
    # Three areas: the private routes are in the one with the most.
    assert drawn(card) == (5 if private else 2) * ("map" in show)
    assert drawn(page) == (8 if private else 2) * ("map" in show)
    # Times of day say when somebody is not at home.
    assert not re.search(r"07:00|7 am", page + card)


def test_page_says_what_is_not_counted_and_counts_it_on_request(year_client: FlaskClient) -> None:
    page, _ = both(year_client, ("map",))
    assert "5 activities that only you can see are not counted. 1 activity is not counted" in page
    address = re.findall(r'id="count-private" href="([^"]+)"', page)[0].replace("&amp;", "&")
    assert address == "/stats/2019?show=map&show=private"
    assert "not counted" not in year_client.get(address).text


def test_year_of_private_activities_shows_nothing_else(year_app: Flask) -> None:
    text = year_app.test_client().get("/stats/2019?group=water").text
    assert "Nothing counts here" in text
    assert SECRET not in text
    assert year_app.test_client().get("/stats/2019/card.svg?group=water").status_code == 404


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picture_needs_nothing_but_itself_and_has_the_colors_of_the_pages(
    year_client: FlaskClient, theme: str
) -> None:
    response = year_client.get(f"/stats/2019/card.svg?theme={theme}&show=map&show=names")
    assert response.mimetype == "image/svg+xml"
    root = ET.fromstring(response.text)
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        assert tag in ("svg", "title", "g", "rect", "path", "line", "text", "tspan")
        assert not {"href", "style", "class"} & {*element.attrib}
    assert "url(" not in response.text
    light, dark = TOKENS.read_text(encoding="utf-8").split("prefers-color-scheme")
    tokens = dict(re.findall(r"--([\w-]+): (#\w+);", light if theme == "light" else dark))
    for name, color in COLORS[theme].items():
        assert color in (tokens.get(name), tokens.get(f"sport-{name}")), name
    used = {value for one in root.iter() for value in one.attrib.values() if value[:1] == "#"}
    assert used <= {*COLORS[theme].values()}


def test_picture_is_well_formed_whatever_activities_are_called(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    name = "</text><script>\x00\x08\ufffe & \"quoted\" 'it' ]]> " + "long " * 40
    activities = [activity(30, name=name, sport_type="Quidditch<", map=line(47.0, 8.0))]
    with stored(tmp_path_factory.mktemp("odd"), activities) as app:
        text = app.test_client().get("/stats/2019/card.svg?show=names&show=map").text
    root = ET.fromstring(text)
    texts = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any(one.startswith("</text><script>") and one.endswith("…") for one in texts)
