"""The stylesheets keep their rules: colors and breakpoints in one file, layers in one order."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from strava.table.columns import BY_KEY

from ..sample_strava import Strava
from .steps import newest_activity

ROOT = Path(__file__).parents[2]
TOKENS = "tokens.css"
NAMED_COLORS = "black|white|red|green|blue|gray|grey|orange|yellow|purple|brown|pink|silver|navy"
COLOR = re.compile(
    rf"#[0-9a-f]{{3,8}}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|: *(?:{NAMED_COLORS})\b",
    re.IGNORECASE,
)
SET_BY_CODE = {
    *BY_KEY,  # the columns of the table
    *("done", "failed", "waiting", "paused", "running"),  # the state of a sync
    *("success", "warning", "error"),  # the category of a notice
    *(f"sport-{group}" for group in ("foot", "cycle", "water", "winter", "other", "all")),
    *("returned", "close", "dragged"),  # a row, a button and where a file is dropped, by scripts
    *(f"chart-{name}" for name in ("altitude", "speed", "heartrate", "watts", "cadence")),
    *("chart-temperature", "chart-grade"),  # what a chart shows
    *("uplot", "u-wrap", "u-cursor-x", "u-select", "has-stretch", "not-loaded"),  # of charts
    *("ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5"),  # parts of the map, by scripts
    *("down-2", "down-1", "level", "up-1", "up-2"),
    *("map-unknown", "map-edge", "map-glow", "map-cursor", "map-mark", "map-dot", "map-icon"),
    *("finish-ring", "start-dot", "bound", "last"),
    *("here-mark", "here-line", "kept", "by-keyboard"),  # a place on the map of all routes
    *("line-1", "line-2", "line-3", "line-4"),  # the years of statistics
    *("shade-0", "shade-1", "shade-2", "shade-3", "shade-4"),  # the days of the calendar
    *("fitness", "fatigue", "form"),  # the lines of fitness
    *("compared-1", "compared-2", "compared-3", "compared-4"),  # the activities of a comparison
}


def read(name: str) -> str:
    """The text of a stylesheet without its comments."""
    text = (ROOT / "static" / "css" / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


NAMES = sorted(path.name for path in (ROOT / "static" / "css").iterdir())
OF_MAPS = {"map.css", "route_line.css"}
OF_AN_ACTIVITY = {"activity.css", "charts.css", "comparison.css", "print.css"} | OF_MAPS
OF_THE_MAP = {"routes_map.css"} | OF_MAPS
OF_IMPORTS, OF_STATISTICS = {"imports.css"}, {"statistics.css", "calendar.css"}
OF_CHECKS = {"check.css"}
OF_FITNESS = {"statistics.css", "fitness.css"}
OF_RECORDS = {"statistics.css", "records.css"}
OF_A_YEAR = {"year.css", "year_print.css", "print.css"} | OF_STATISTICS
OF_ALL_PAGES = (
    {*NAMES}
    - OF_AN_ACTIVITY
    - OF_THE_MAP
    - OF_IMPORTS
    - OF_A_YEAR
    - OF_FITNESS
    - OF_RECORDS
    - OF_CHECKS
)
PAGES_WITH_MORE = (
    *(
        "imports/",
        "sync/run.html",
        "sync/_import.html",
        "statistics/",
        "fitness/",
        "records/",
        "year/",
        "check/",
        "map/",
        "activity/",
    ),
    "_map_background.html",
)
OTHERS = [name for name in NAMES if name != TOKENS]
EVERYTHING = "\n".join(map(read, NAMES))


def classes_in(text: str) -> set[str]:
    """The classes in the selectors of a stylesheet."""
    selectors = re.findall(r"^ *([^@\s{;][^{;]*)[{,]$", text, re.MULTILINE)
    return {one for selector in selectors for one in re.findall(r"\.([a-z_][\w-]*)", selector)}


def classes_of(template: str) -> set[str]:
    """The classes in a template. Of its expressions, these are the quoted texts."""
    used = " ".join(re.findall(r'class="([^"]*)"', template))
    quoted = re.sub(r"{[{%].*?[%}]}", lambda tag: " ".join(re.findall("'([^']*)'", tag[0])), used)
    return set(re.findall(r"[\w-]+", quoted))


def linked_by(text: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="/static/css/(\w+\.css)\?v=', text)


@pytest.mark.parametrize(
    ("path", "more"),
    [("/setup", set()), ("/nowhere", set()), ("/import", OF_IMPORTS)],
)
def test_page_links_the_stylesheets_that_it_needs(
    client: FlaskClient, path: str, more: set[str]
) -> None:
    linked = linked_by(client.get(path).text)
    assert sorted(linked) == sorted(OF_ALL_PAGES | more)
    # Before anything else, for it says the order of the layers.
    assert linked[0] == TOKENS


def test_page_with_data_links_the_stylesheets_that_it_needs(
    connected: FlaskClient, strava: Strava
) -> None:
    activity = newest_activity(strava)
    for path, more in (
        (f"/activities/{activity['id']}", OF_AN_ACTIVITY),
        ("/map", OF_THE_MAP),
        ("/stats", OF_STATISTICS),
        ("/fitness", OF_FITNESS),
        ("/stats/2025", OF_A_YEAR),
        ("/records", OF_RECORDS),
        ("/settings/check", OF_CHECKS),
    ):
        linked = linked_by(connected.get(path).text)
        assert sorted(linked) == sorted(OF_ALL_PAGES | more), path


@pytest.mark.parametrize("name", OTHERS)
def test_colors_are_only_in_the_tokens(name: str) -> None:
    assert COLOR.findall(read(name)) == []


def test_the_check_for_colors_finds_them() -> None:
    assert COLOR.search(read(TOKENS))
    for color in ("#fff", "#D39A1C", "rgb(0 0 0 / 18%)", "hsla(0, 0%, 0%)", "oklch(0.7 0.1 10)"):
        assert COLOR.search(f"color: {color};")
    assert COLOR.search("background: white;")
    assert not COLOR.search("border-color: transparent; color: currentcolor; color: var(--text)")


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_one_layer_of_the_declared_order(name: str) -> None:
    order = re.findall(r"[\w-]+", re.findall(r"@layer ([\w-]+(?:, [\w-]+)+);", read(TOKENS))[0])
    layers = re.findall(r"^@layer ([\w-]+) \{$", read(name), re.MULTILINE)
    assert layers == [name.removesuffix(".css").replace("_", "-")]
    assert set(layers) <= set(order)
    assert len(order) == len(NAMES)
    # Nothing stands outside of the layer, where it would win over all of them.
    assert re.findall(r"^[^\s@}].*", read(name), re.MULTILINE) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_declaration_has_a_line_of_its_own(name: str) -> None:
    for line in read(name).splitlines():
        assert line.count(";") <= 1, line
        assert "{" not in line or line.endswith("{"), line


@pytest.mark.parametrize("name", OTHERS)
def test_widths_in_media_queries_are_the_named_breakpoints(name: str) -> None:
    text = (ROOT / "static" / "css" / TOKENS).read_text(encoding="utf-8")
    named = {
        width: label.strip()
        for label, width in re.findall(r"^ {3}(\w[\w ]*?) {2,}width <= (\w+)", text, re.MULTILINE)
    }
    assert set(named.values()) == {"narrow", "tablet", "phone", "small phone"}
    lines = (ROOT / "static" / "css" / name).read_text(encoding="utf-8").splitlines()
    for comment, line in pairwise(lines):
        if query := re.match(r" *@media \(width (<=|>) (\w+)\)", line):
            label = named[query[2]]
            expected = label if query[1] == "<=" else f"wider than a {label}"
            assert comment.strip() == f"/* {expected} */"
        else:
            assert not re.search(r"@media.*width", line)


def test_custom_properties_are_defined_and_used() -> None:
    defined = set(re.findall(r"(--[\w-]+):", EVERYTHING))
    assert defined == set(re.findall(r"var\((--[\w-]+)\)", EVERYTHING))


def test_every_class_is_used_by_a_template() -> None:
    templates = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    classes = classes_in(EVERYTHING)
    assert len(classes) > 50
    words = set(re.findall(r"[\w-]+", templates))
    classes -= {name for name in classes if name.startswith("icon-")}  # tested with the sports
    classes -= {name for name in classes if name.startswith("leaflet-")}
    assert classes - words - SET_BY_CODE == set()


@pytest.mark.parametrize(
    ("folders", "more"),
    [
        ("imports/", OF_IMPORTS),
        ("sync/run.html sync/_import.html", OF_IMPORTS),
        ("statistics/", OF_STATISTICS),
        ("fitness/", OF_FITNESS),
        ("year/", OF_A_YEAR),
        ("records/", OF_RECORDS),
        ("check/", OF_CHECKS),
        ("map/ _map_background.html", OF_THE_MAP),
        ("activity/", OF_AN_ACTIVITY),
        ("", set()),
    ],
)
def test_page_links_the_stylesheets_of_its_classes(folders: str, more: set[str]) -> None:
    styled = classes_in(EVERYTHING) - SET_BY_CODE
    missing = styled - classes_in("\n".join(map(read, OF_ALL_PAGES | more)))
    found = 0
    for path in (ROOT / "templates").rglob("*.html"):
        name = path.relative_to(ROOT / "templates").as_posix()
        if folders and not name.startswith(tuple(folders.split())):
            continue
        if not folders and name.startswith(PAGES_WITH_MORE):
            continue
        found += 1
        assert missing & classes_of(path.read_text(encoding="utf-8")) == set(), name
    assert found
