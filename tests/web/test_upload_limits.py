"""What the addresses of uploads accept, and the upload without JavaScript."""

from __future__ import annotations

import re
from io import BytesIO

from flask.testing import FlaskClient

from strava.settings import Settings
from strava.web import admission

from .. import made_up_archive
from ..applications import MakeApp
from ..archive.zips import zipped
from ..html import parse

MIB = 1024 * 1024


def test_each_slice_needs_the_token_of_the_page(settings: Settings, make_app: MakeApp) -> None:
    client = make_app(settings).test_client()
    page = client.get("/import").text
    (token,) = {
        one.attributes["value"]
        for one in parse(page).find_all("input")
        if one.attributes.get("name") == "csrf_token"
    }
    for address in ("/import/begin", "/import/slice", "/import/finish", "/import"):
        assert client.post(address, data=b"x").status_code == 400
    answer = client.post("/import/slice?id=1&offset=0", data=b"x", headers={"X-CSRFToken": token})
    assert answer.status_code == 409


def test_only_the_addresses_of_uploads_take_large_bodies(client: FlaskClient) -> None:
    large = {path for path in admission.BODY_LIMITS if admission.max_body_bytes(path) > 65536}
    assert large == {"/import", "/import/slice"}
    for address, size in (("/import/begin", 70_000), ("/import/slice", 8 * MIB + 1)):
        answer = client.post(address, data=b"x" * size, content_type="application/octet-stream")
        assert answer.status_code == 413, address


def test_plain_upload_stores_the_zip_and_says_its_limit(
    client: FlaskClient, settings: Settings
) -> None:
    whole = zipped(made_up_archive.files())
    page = client.get("/import").text
    assert "up to 256 MB" in re.sub(r"\s+", " ", page)
    assert "flask import FILE" in page
    form = {"archive": (BytesIO(whole), made_up_archive.NAME)}
    assert client.post("/import", data=form).status_code == 303
    (copy,) = (settings.instance_path / "import").glob("*.zip")
    assert copy.read_bytes() == whole


def test_plain_upload_without_a_file_is_explained(client: FlaskClient) -> None:
    form = {"archive": (BytesIO(b""), "")}
    page = client.post("/import", data=form, follow_redirects=True).text
    assert "Choose the ZIP from Strava first" in page
