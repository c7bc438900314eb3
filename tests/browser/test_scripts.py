"""The script modules, as a browser loads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("start", ["/activities", "/demo/"])
def test_every_module_is_loaded_from_the_hashed_path_and_is_immutable(
    new_page: Callable[..., Page], start: str
) -> None:
    page = new_page(keep=False)
    responses: list[Response] = []

    def record(response: Response) -> None:
        responses.append(response)

    page.on("response", record)
    # The fixture `watch` fails the test if a script causes an error.
    page.goto(start, wait_until="load")
    modules = {
        urlsplit(response.url).path: response
        for response in responses
        if "/static/" in response.url and "/js/" in response.url
    }
    prefix = start.removesuffix("/activities").removesuffix("/")
    assert {path.rpartition("/")[2] for path in modules} == {
        file.name for file in SCRIPTS.glob("*.js")
    }
    (folder,) = {path.rpartition("/")[0] for path in modules}
    assert re.fullmatch(rf"{prefix}/static/[0-9a-f]{{12}}/js", folder)
    assert {response.status for response in modules.values()} == {200}
    assert all("immutable" in response.headers["cache-control"] for response in modules.values())
