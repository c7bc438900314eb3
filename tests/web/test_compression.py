"""Compression: browsers that accept gzip get the same content in fewer bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from strava.web.compression import compress

ACCEPT_GZIP = {"Accept-Encoding": "gzip, br"}
STYLESHEET = "/static/css/base.css"


def without_tokens(page: bytes) -> bytes:
    """Remove the CSRF tokens, which differ in each response."""
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page)


@pytest.mark.parametrize(
    "address", ["/setup", "/activities.csv", "/activities.geojson", STYLESHEET]
)
def test_text_is_compressed_for_browsers_that_accept_gzip(
    connected: FlaskClient, address: str
) -> None:
    connected.get("/setup")  # shows the flashed messages, which appear only once
    plain = connected.get(address, buffered=True)
    compressed = connected.get(address, headers=ACCEPT_GZIP, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert without_tokens(gzip.decompress(compressed.data)) == without_tokens(plain.data)
    assert len(compressed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in compressed.headers["Vary"]


def test_refused_short_and_empty_responses_are_not_compressed(connected: FlaskClient) -> None:
    refused = connected.get("/activities", headers={"Accept-Encoding": "gzip;q=0"})
    short = connected.get("/healthz", headers=ACCEPT_GZIP)
    head = connected.head("/activities", headers=ACCEPT_GZIP)
    for answer in (refused, short, head):
        assert "Content-Encoding" not in answer.headers


def test_images_are_not_compressed(client: FlaskClient) -> None:
    @client.application.get("/image")
    def image() -> Response:
        return Response(b"x" * 5000, mimetype="image/png")

    assert "Content-Encoding" not in client.get("/image", headers=ACCEPT_GZIP).headers


def test_compressed_file_has_a_weak_etag_and_no_ranges(client: FlaskClient) -> None:
    plain = client.get(STYLESHEET, buffered=True)
    compressed = client.get(STYLESHEET, headers=ACCEPT_GZIP, buffered=True)
    etag, is_weak = plain.get_etag()
    assert etag
    assert not is_weak
    assert compressed.get_etag() == (etag, True)
    assert plain.headers["Accept-Ranges"] == "bytes"
    assert "Accept-Ranges" not in compressed.headers


def test_cached_file_is_not_sent_again(connected: FlaskClient) -> None:
    first = connected.get(STYLESHEET, headers=ACCEPT_GZIP, buffered=True)
    second = connected.get(
        STYLESHEET,
        headers={**ACCEPT_GZIP, "If-None-Match": first.headers["ETag"]},
        buffered=True,
    )
    assert (second.status_code, second.data) == (304, b"")


def test_interrupted_download_closes_what_it_reads_from() -> None:
    app = Flask(__name__)
    compress(app)
    closed: list[bool] = []

    @app.get("/export")
    def export() -> Response:
        def body() -> Iterator[str]:
            try:
                while True:
                    yield "line\n" * 10_000
            finally:
                closed.append(True)

        return Response(body(), mimetype="text/csv")

    answer = app.test_client().get("/export", headers=ACCEPT_GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert next(answer.iter_encoded())
    assert closed == []
    answer.close()
    assert closed == [True]


def test_table_with_its_styles_and_scripts_is_small(connected: FlaskClient) -> None:
    page = connected.get("/activities", headers=ACCEPT_GZIP).data
    assert len(page) < 60_000
    text = gzip.decompress(page).decode()
    assert text.count("<path d=") > 20
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)(?:\?v=\w+)?)"', text)
    (main,) = [address for address in linked if address.endswith("/main.js")]
    modules = Path(connected.application.static_folder or "", "js").glob("*.js")
    addresses = {*linked, *(main.replace("main.js", module.name) for module in modules)}
    assert len(addresses) < 30
    files = [connected.get(address, headers=ACCEPT_GZIP, buffered=True) for address in addresses]
    assert sum(len(file.data) for file in files) < 60_000
    assert all("immutable" in file.headers["Cache-Control"] for file in files)
