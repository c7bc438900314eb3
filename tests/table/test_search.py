"""The search finds what people type, and sorting by name puts like names together."""
# ruff: noqa: RUF001 - letters that look like others are what these tests are about

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from ..html import parse
from ..sample_strava import activity

NAMES = (
    "Łódź Night Run",
    "Lodz 10K",
    "Lodzer Runde",
    "Zug nach “Ørsted”",
    "it’s a « Straße »",
    "Kadıköy – Üsküdar",
    "5\u201110 ﬁt",
    "So\u200bfia\u202e",
    "日本一周 が",
    "Москва Йошкар",
    "Αθήνα",
    "अहमदाबाद की",
    "🚴‍♀️ ❤️",
    "100%_/ x",
    "\u200b\u3164",
    "ß" * 200,
)
SPORTS = (
    ("Up the Rigi", "Hike", "2025-05-01"),
    ("Hike to the bakery", "Walk", "2026-05-02"),
    ("Boardwalk in 2025", "Run", "2026-05-03"),
    ("Around the block", "EBikeRide", "2025-12-31"),
    ("Block party", "VirtualRide", "2026-01-01"),
    ("Bay", "StandUpPaddling", "2024-06-01"),
    ("Intervals", "HighIntensityIntervalTraining", "2024-06-02"),
    ("Beach", "SnowVolleyball", "2024-06-03"),
)
"""Names, sport types, and days."""
SEARCHES: dict[str, set[str]] = {
    "hike": {"Up the Rigi", "Hike to the bakery"},
    "Hiking": {"Up the Rigi"},
    "walk": {"Hike to the bakery", "Boardwalk in 2025"},
    "cycling": {"Around the block", "Block party"},
    "bike": {"Around the block"},
    "virtual riding": {"Block party"},
    "on foot": {"Up the Rigi", "Hike to the bakery", "Boardwalk in 2025"},
    "water": {"Bay"},
    "stand-up": {"Bay"},
    "hiit": {"Intervals"},
    "snow": {"Beach"},
    "all": set(),
    "2025": {"Up the Rigi", "Around the block", "Boardwalk in 2025"},
    "run 2025": {"Boardwalk in 2025"},
    "202": {"Boardwalk in 2025"},
    '"the block"': {"Around the block"},
    "“block  PARTY”": {"Block party"},
    '"block the"': set(),
    '"the block" 2026': set(),
    '"e-bike ride"': {"Around the block"},
    '"on foot" "2025"': {"Up the Rigi", "Boardwalk in 2025"},
    '"block party': {"Block party"},
    'rigi"': {"Up the Rigi"},
}
"""What each search finds of SPORTS."""
GEAR = {"b1": "Ørbea “Ørca”", "g1": "Łapacz"}


@pytest.fixture(scope="module")
def search_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    activities = [activity(number, name=name) for number, name in enumerate(NAMES)]
    activities += [
        activity(100, name="with a bike", gear_id="b1"),
        activity(101, name="with shoes", gear_id="g1"),
        activity(102, name="with a watch", device_name="Wahoo ELEMNT\u00a0– Bølt"),
    ]
    profile = {"bikes": [{"id": key, "name": name} for key, name in GEAR.items()]}
    with stored(tmp_path_factory.mktemp("search"), activities, profile) as app:
        yield app


@pytest.fixture
def search_client(search_app: Flask) -> FlaskClient:
    return search_app.test_client()


def found(client: FlaskClient, q: str, parameters: str = "") -> list[str]:
    """Return the names of the activities that a search finds."""
    assert client.get(f"/activities?q={quote(q)}{parameters}").status_code == 200
    return found_names(client, q, parameters)


def found_names(client: FlaskClient, q: str, parameters: str = "") -> list[str]:
    """Return the same without asking for the page as well."""
    answer = client.get(f"/activities.json?q={quote(q)}{parameters}")
    assert answer.status_code == 200
    return [one["name"] for one in answer.get_json()]


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("łódź", NAMES[0]),
        ("LODZ night", NAMES[0]),
        ("ŁÓDŹ\u00a0run", NAMES[0]),
        ("orsted", NAMES[3]),
        ('"Ørsted"', NAMES[3]),
        ("„Ørsted“", NAMES[3]),
        ("it's", NAMES[4]),
        ("it‘s", NAMES[4]),
        ("it`s strasse", NAMES[4]),
        ("kadikoy", NAMES[5]),
        ("KADIKÖY - uskudar", NAMES[5]),
        ("kadıköy — Üsküdar", NAMES[5]),
        ("5-10 fit", NAMES[6]),
        ("5−10", NAMES[6]),
        ("ｆｉｔ", NAMES[6]),
        ("sofia", NAMES[7]),
        ("so\u00adfia", NAMES[7]),
        ("日本", NAMES[8]),
        ("か\u3099", NAMES[8]),
        ("МОСКВА йошкар", NAMES[9]),
        ("αθηνα", NAMES[10]),
        ("ΑΘΉΝΑ", NAMES[10]),
        ("की", NAMES[11]),
        ("🚴", NAMES[12]),
        ("🚴‍♀️", NAMES[12]),
        ("❤", NAMES[12]),
        ("100%_/", NAMES[13]),
        ("ß" * 200, NAMES[15]),
        ("s" * 200, NAMES[15]),
        ("orbea orca", "with a bike"),
        ('"Orca"', "with a bike"),
        ("lapacz", "with shoes"),
        ("elemnt - bolt", "with a watch"),
    ],
)
def test_search_finds_what_people_type(search_client: FlaskClient, q: str, name: str) -> None:
    assert name in found(search_client, q)


@pytest.fixture(scope="module")
def sports_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    activities = [
        activity(number, name=name, sport_type=sport, start_date_local=f"{day}T07:00:00Z")
        for number, (name, sport, day) in enumerate(SPORTS)
    ]
    with stored(tmp_path_factory.mktemp("sports"), activities) as app:
        yield app.test_client()


def test_every_word_and_phrase_matches_a_name_a_sport_or_a_year(
    sports_client: FlaskClient,
) -> None:
    assert {q: {*found_names(sports_client, q)} for q in SEARCHES} == SEARCHES


def test_quotes_alone_are_no_search(sports_client: FlaskClient) -> None:
    for q in ('"', '""', '" "', "“”"):
        assert len(found_names(sports_client, q)) == len(SPORTS)


def test_number_of_words_is_bounded(sports_client: FlaskClient) -> None:
    words = [f"{number:02}" for number in range(31)]
    assert sports_client.get("/activities.json", query_string={"q": " ".join(words[1:])}).json == []
    answer = sports_client.get("/activities.json", query_string={"q": " ".join(words)})
    assert answer.headers["X-Notice"].endswith('30 words long, so "q" was ignored.')
    assert len(answer.json or ()) == len(SPORTS)


def test_line_below_the_field_says_what_a_search_covers(sports_client: FlaskClient) -> None:
    page = parse(sports_client.get("/activities").text)
    line = page.by_id(page.by_id("q").attributes["aria-describedby"])
    for covered in ("names", "sports", "gear", "devices", "years", "“exact phrases”"):
        assert covered in line.text.lower()


@pytest.mark.parametrize("q", ["ka", "か", "का", "moskva", "riben", "%%", "_%", "/x", "zzz"])
def test_search_finds_nothing_else(search_client: FlaskClient, q: str) -> None:
    expected = [NAMES[5]] if q == "ka" else []
    assert found(search_client, q) == expected


@pytest.mark.parametrize("q", ["\u200b", "\u3164", "\u0301", "\ufeff\u200e"])
def test_search_for_invisible_characters_alone_is_no_search(
    search_client: FlaskClient, q: str
) -> None:
    assert found(search_client, q) == found(search_client, "")
    assert NAMES[14] not in found(search_client, "run")


def test_like_names_are_sorted_side_by_side(search_client: FlaskClient) -> None:
    names = found(search_client, "lodz", "&sort=name")
    assert names == ["Lodz 10K", "Łódź Night Run", "Lodzer Runde"]


def test_gear_is_sorted_by_its_folded_name(search_client: FlaskClient) -> None:
    assert found(search_client, "with", "&sort=gear")[:2] == ["with shoes", "with a bike"]


def test_saved_views_are_sorted_by_their_folded_names(search_client: FlaskClient) -> None:
    for name in ("Mosel", "Łódź", "Zug", "Ärmelkanal"):
        search_client.post("/activities/views", data={"name": name})
    page = search_client.get("/activities").text
    positions = [page.index(f">{name}<") for name in ("Ärmelkanal", "Łódź", "Mosel", "Zug")]
    assert positions == sorted(positions)
