"""No text of CSV is a formula in Excel, with whichever separator Excel opens the file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from strava.table.spreadsheet_text import harmless

from ..applications import stored
from ..sample_strava import activity

STARTS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66"
BLANKS = (
    *("", " ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u202e"),
    *("\0", "\x01", "\x0b", "\x7f", "\x85", "\u115f", "\u3164", "\u2800", "\u034f", "\ufe0f"),
    *('"', '" "', "\t", " \t ", "\U000e0020", "\u2028"),
)
BEFORE = ("", "a;", "a,", "a;b,", "a\n", "a\r\n", "a\r", 'a";', '",;', "a; ;", "a\n\n")
FORMULAS = (
    *(f"{before}{blank}{start}1+1" for before in BEFORE for blank in BLANKS for start in "=-"),
    *(f"{before}{start}SUM(A1)" for before in BEFORE for start in STARTS),
    *(f"x;{start}cmd|'/C calc'!A0" for start in STARTS),
    *("a;-1", "a;+1", "a;@x", "a;=A1", "\tx", "\rx", "\nx", "a;--1", 'a;"=1+1"', "a;=-D1"),
)
ORDINARY = (
    *("Zürich", 'say "hi"', "a;b,c", "two\nlines", "nice ;-)", "wow; =) yes", "done ;-D", "A=B"),
    *("Łódź – Gdańsk", "3+1 laps", "me@home", "run; walk", "(GMT+01:00) Europe/Berlin", "x-y;z"),
    *("5 × 1000 m @ 3:30", "up, -5 °C", "🏃 -> 🏠", "c'est ça", "'quoted'", "a;b-c", "🏃=fun"),
)
"""Texts that are the same in a file with commas."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An application with a formula or an ordinary text in every field of text."""
    activities = [
        activity(
            number,
            name=text,
            device_name=text,
            external_id=text,
            upload_id_str=[text, "x"],
            location_city=text,
        )
        for number, text in enumerate((*FORMULAS, *ORDINARY))
    ]
    with stored(tmp_path_factory.mktemp("formulas"), activities) as app:
        yield app.test_client()


def opened(text: str, separator: str) -> list[list[str]]:
    """Return the cells that Excel makes of a file. Quotes count only at the start of a cell."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def is_formula(cell: str) -> bool:
    visible = cell.lstrip('"')
    while visible and (unicodedata.category(visible[0])[0] in "CZM" or visible[0] in '"\u2800'):
        visible = visible[1:]
    visible = visible.lstrip("\u115f\u3164")
    return visible.startswith(tuple(STARTS)) and not is_number(visible)


def is_number(cell: str) -> bool:
    try:
        float(cell.rstrip(" ]").replace(",", "."))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize(
    ("query", "language"), [("", "en"), ("for=excel", "de-DE"), ("for=excel", "en-US")]
)
def test_no_cell_is_a_formula_in_any_excel(
    client: FlaskClient, query: str, language: str, separator: str
) -> None:
    answer = client.get(f"/activities.csv?{query}", headers={"Accept-Language": language})
    cells = [cell for row in opened(answer.data.decode("utf-8-sig"), separator) for cell in row]
    smileys = ("-)", "-D", "=)")
    found = {cell for cell in cells if is_formula(cell) and not cell.strip().startswith(smileys)}
    assert found == set()
    assert len(cells) > len(FORMULAS)


def test_ordinary_text_is_the_same_in_a_program(client: FlaskClient) -> None:
    text = client.get("/activities.csv?order=asc").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))[-len(ORDINARY) :]
    for field in ("name", "device_name", "external_id", "location_city"):
        assert [row[field] for row in rows] == list(ORDINARY)


def test_apostrophe_is_all_that_is_added() -> None:
    for text in FORMULAS:
        for separator in ",;":
            assert harmless(text, separator).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("blank", ["\u200b", "\u2800", "\u3164", "; ", "\u2800\u3164", '"'])
def test_long_text_is_read_once(blank: str) -> None:
    text = blank * 100_000  # A pattern that goes back would take forever.
    assert harmless(f"{text}x") == f"{text}x"
    assert "'" in harmless(f"{text}=1")
