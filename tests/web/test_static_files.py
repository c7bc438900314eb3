"""Static files: addresses that change with the content, and script modules that find each other."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from strava.web import static_files

STATIC = Path(__file__).parents[2] / "static"
SCRIPTS = STATIC / "js"
MODULES = sorted(
    path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*") if path.is_file()
)
PAGES = ("activity", "comparison", "import", "map", "year")
ENTRIES = ("main.js", *(f"{page}/main.js" for page in PAGES))
"""The modules that pages name. They import the others."""
IMPORT = re.compile(r'^import (?:.+ from )?"([^"]+)";$', re.MULTILINE)


def address(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


def cache_control(client: FlaskClient, url: str) -> str:
    with client.get(url) as response:
        assert response.status_code == 200
        return response.headers["Cache-Control"]


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    """A copy of the static files that a test may change."""
    return shutil.copytree(STATIC, tmp_path / "static")


@pytest.fixture
def changeable(own_files: Path) -> Flask:
    """An application that serves the copy."""
    copy = Flask("copy", static_folder=str(own_files))
    static_files.fingerprint(copy)
    return copy


def imported_by(name: str) -> list[str]:
    """Return the modules that a module imports."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    imports = IMPORT.findall(text)
    assert len(imports) == len(re.findall(r"^import\b", text, re.MULTILINE))
    assert all(imported.startswith(("./", "../")) for imported in imports)
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in imports]


def test_the_folder_of_scripts_holds_only_modules() -> None:
    assert MODULES
    assert all(name.endswith(".js") for name in MODULES)


@pytest.mark.parametrize("prefix", ["", "/demo"])
def test_each_module_is_javascript_and_cached_for_good(
    client_of_six: FlaskClient, prefix: str
) -> None:
    client = client_of_six
    for name in MODULES:
        url = prefix + address(client.application, f"js/{name}")
        assert re.fullmatch(rf"{prefix}/static/[0-9a-f]{{12}}/js/{name}", url)
        with client.get(url) as response:
            assert response.status_code == 200, url
            assert response.mimetype == "text/javascript", url
            assert "immutable" in response.headers["Cache-Control"], url


def test_each_import_is_relative_and_names_a_module() -> None:
    for name in MODULES:
        assert set(imported_by(name)) <= set(MODULES), name


def test_every_module_is_imported() -> None:
    reached, unread = set(), [*ENTRIES]
    while unread:
        name = unread.pop()
        if name not in reached:
            reached.add(name)
            unread += imported_by(name)
    assert reached == set(MODULES)


def test_pages_load_the_main_module_under_its_hash(client: FlaskClient) -> None:
    (script,) = re.findall(r'<script src="([^"]+)" type="module">', client.get("/setup").text)
    assert re.fullmatch(r"/static/[0-9a-f]{12}/js/main\.js", script)
    assert "immutable" in cache_control(client, script)


@pytest.mark.parametrize(
    "url",
    [
        "/static/js/main.js",
        "/static/000000000000/js/main.js",
        "/static/css/base.css",
        "/static/css/base.css?v=000000000000",
    ],
)
def test_without_the_current_hash_a_file_is_not_cached_for_good(
    client: FlaskClient, url: str
) -> None:
    assert cache_control(client, url) == "no-cache"


@pytest.mark.parametrize(
    "url",
    [
        "/static/js/gone.js",
        "/static/000000000000/js/gone.js",
        "/static/css",
        "/static/js",
        "/static/js/",
        "/static/%00",
        "/static/js/main.js%00",
        "/static/../app.py",
    ],
)
def test_a_file_that_does_not_exist_is_not_found(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("changed", "others"),
    [
        ("css/base.css", ["icon.svg", "js/main.js"]),
        ("js/menus.js", ["icon.svg", "css/base.css"]),
    ],
)
def test_a_changed_file_has_another_address_without_a_restart(
    changeable: Flask, own_files: Path, changed: str, others: list[str]
) -> None:
    before = address(changeable, changed)
    kept = [address(changeable, other) for other in others]
    with (own_files / changed).open("a", encoding="utf-8") as file:
        file.write("/* changed */\n")
    after = address(changeable, changed)
    assert after != before
    assert [address(changeable, other) for other in others] == kept
    client = changeable.test_client()
    assert "immutable" in cache_control(client, after)
    assert "immutable" not in cache_control(client, before)


def test_a_change_in_one_module_changes_the_address_of_all(
    changeable: Flask, own_files: Path
) -> None:
    before = address(changeable, "js/main.js")
    with (own_files / "js" / "menus.js").open("a", encoding="utf-8") as file:
        file.write("// changed\n")
    assert address(changeable, "js/main.js") != before
