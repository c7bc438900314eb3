"""What goes to a browser that takes it compressed is; and it is the same."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

TAKES_IT = {"Accept-Encoding": "gzip, br"}


def without_tokens(page: bytes) -> bytes:
    """A page without what is new in it each time."""
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page)


@pytest.mark.parametrize(
    "address", ["/setup", "/activities.csv", "/activities.geojson", "/static/css/base.css"]
)
def test_text_is_compressed_for_who_takes_it(connected: FlaskClient, address: str) -> None:
    connected.get("/setup")  # takes what a page says but once
    plain = connected.get(address, buffered=True)
    packed = connected.get(address, headers=TAKES_IT, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert without_tokens(gzip.decompress(packed.data)) == without_tokens(plain.data)
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_what_is_not_wanted_or_not_worth_it_stays_as_it_is(connected: FlaskClient) -> None:
    refused = connected.get("/activities", headers={"Accept-Encoding": "gzip;q=0"})
    small = connected.get("/healthz", headers=TAKES_IT)
    for answer in (refused, small, connected.head("/activities", headers=TAKES_IT)):
        assert "Content-Encoding" not in answer.headers


def test_a_file_is_not_sent_again_to_who_has_it(connected: FlaskClient) -> None:
    first = connected.get("/static/css/base.css", headers=TAKES_IT, buffered=True)
    again = connected.get(
        "/static/css/base.css",
        headers={**TAKES_IT, "If-None-Match": first.headers["ETag"]},
        buffered=True,
    )
    assert (again.status_code, again.data) == (304, b"")


def test_table_with_its_styles_and_scripts_is_small(connected: FlaskClient) -> None:
    page = connected.get("/activities", headers=TAKES_IT).data
    assert len(page) < 60_000
    text = gzip.decompress(page).decode()
    assert text.count("<path d=") > 20
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)(?:\?v=\w+)?)"', text)
    (main,) = [address for address in linked if address.endswith("/main.js")]
    modules = Path(connected.application.static_folder or "", "js").iterdir()
    addresses = {*linked, *(main.replace("main.js", module.name) for module in modules)}
    assert len(addresses) < 20
    files = [connected.get(address, headers=TAKES_IT, buffered=True) for address in addresses]
    assert sum(len(file.data) for file in files) < 60_000
    assert all("immutable" in file.headers["Cache-Control"] for file in files)
