"""No request makes the application fail, whatever its parameters, headers and body hold."""

from __future__ import annotations

import logging
import string
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests import ConnectionError
from requests.adapters import BaseAdapter

from strava.table.columns import BY_KEY
from strava.table.parameters import EXPORT_PARAMETERS

from ..applications import store, stored
from ..odd_values import odd_activities
from ..sample_strava import activity

ACTIVITIES = [*odd_activities()[::3], *(activity(number) for number in range(900, 910))]
LARGEST_ANSWER = 5_000_000
LONGEST_QUERY = 50_000
"""No server passes on more: the headers of a request, address included, have at most 64 kB."""
FEW, MANY = 40, 5000

PARAMETERS = (*EXPORT_PARAMETERS, "page", "per_page", "for", "min_mi", "max_feet", "columns")
FORM_FIELDS = (
    *("id", "name", "query", "column", "usual", "delete", "full", "gone", "on", "csrf_token"),
    *("client_id", "client_secret", "units", "date_order", "hours", "first_weekday", "address"),
    *("point", "radius", "hidden", "remove", "activity"),
    *("left_out", "check", "gear", "part", "since", "distance", "renew", "remove"),
)
HEADERS = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Cookie", "HX-Current-URL", "HX-Request"),
    *("HX-Trigger", "HX-History-Restore-Request", "If-Modified-Since", "If-None-Match", "Origin"),
    *("Purpose", "Range", "Referer", "Sec-Purpose", "X-Forwarded-For", "Content-Type", "If-Range"),
    *("X-CSRFToken", "Sec-Fetch-Site", "Authorization", "Cache-Control", "Content-Encoding"),
)
LIKELY = (
    *("Run", "Ride", "race", "2026", "week", "30days", "2026-01-01", "0001-01-01", "9999-12-31"),
    *("1", "0", "-1", "1e308", "nan", "200", "9" * 30, str(2**63), "1.5", "true", "desc", "excel"),
    *("http://localhost/activities?q=a", "http://[", "bytes=0-", "bytes=5-1,-1", "gzip", "*"),
    *("filters", "text/html, application/json;q=0.9", "application/json", "de-CH", "en-US;q=2"),
    *("multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=idna"),
    *BY_KEY,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with odd activities, for which Strava cannot be reached."""
    with stored(tmp_path_factory.mktemp("fuzzing"), ACTIVITIES) as app:
        logbook = app.extensions["logbook"]
        adapters = {"http://": Unreachable(), "https://": Unreachable()}
        logbook.settings = replace(logbook.settings, adapters=adapters)
        yield app


class Unreachable(BaseAdapter):
    """The network's edge: nothing answers."""

    def send(self, *_arguments: Any, **_options: Any) -> Any:
        raise ConnectionError

    def close(self) -> None:
        pass


texts = st.one_of(
    st.sampled_from(LIKELY),
    st.text(max_size=40),
    st.text(alphabet=string.printable, max_size=40),
    st.builds(lambda text, number: text * number, st.text(max_size=5), st.integers(1, 400)),
)
raw_bytes = st.binary(max_size=60)
octets = st.one_of(texts.map(lambda text: text.encode("utf-8", "replace")), raw_bytes)
header_values = octets.map(
    # What no server lets through in a header.
    lambda value: value.translate(None, b"\0\r\n").decode("latin-1").strip()
)


def pairs(names: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str]]]:
    name = st.one_of(st.sampled_from(names), texts)
    few = st.lists(st.tuples(name, texts), max_size=6)
    many = st.builds(
        lambda name, text, number: [(name, f"{text}{one}") for one in range(number)],
        st.sampled_from(names),
        texts,
        st.sampled_from([60, 500]),
    )
    return st.one_of(few, few, few, many)


def encoded(names: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    text = pairs(names).map(lambda found: urlencode(found, errors="replace").encode())
    return st.one_of(text, text, text, octets)


@st.composite
def requests(draw: st.DrawFn, app: Flask) -> dict[str, Any]:
    """Draw a rule of the application's map of addresses, and a request for it."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    rule = draw(st.sampled_from(rules))
    numbers = st.integers(0, 2**70).map(str) | st.sampled_from(["1", "9000000003"])
    path = rule.rule
    for name, converter in rule._converters.items():
        values = {
            "IntegerConverter": numbers | texts,
            "PathConverter": st.sampled_from(["css", "js", "js/main.js", "\0", "../app.py"])
            | texts,
            "AnyConverter": st.sampled_from(["csv", "json", "jsonl", "geojson"]) | texts,
        }.get(type(converter).__name__, texts)
        value = draw(values)
        path = "".join(
            quote(value, errors="replace") if part.rpartition(":")[2] == name else part
            for part in path.replace(">", "<").split("<")
        )
    methods = sorted(rule.methods or ())
    return {
        "path": path,
        "method": draw(st.sampled_from([*methods, *methods, "GET", "POST", "PUT", "HEAD"])),
        "query": draw(encoded(PARAMETERS))[:LONGEST_QUERY],
        "headers": draw(st.lists(st.tuples(st.sampled_from(HEADERS), header_values), max_size=4)),
        "body": draw(encoded(FORM_FIELDS)),
        "csrf": draw(st.integers(0, 4)) == 0,
    }


def send(app: Flask, request: dict[str, Any]) -> tuple[int, int, list[tuple[str, str]]]:
    """Send a request as a server would, and return the status, size and headers of the answer."""
    app.config["WTF_CSRF_ENABLED"] = request["csrf"]
    client = app.test_client()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **dict(request["headers"])}
    answer = client.open(
        request["path"],
        method=request["method"],
        headers=headers,
        data=request["body"] if request["method"] == "POST" else None,
        environ_overrides={"QUERY_STRING": request["query"].decode("latin-1")},
        buffered=True,
    )
    size = len(answer.data)
    answer.close()
    return answer.status_code, size, list(answer.headers)


class Tracebacks(logging.Handler):
    """Collects what the log would show with a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            self.messages.append(self.format(record))


def check(app: Flask, request: dict[str, Any]) -> None:
    handler = Tracebacks()
    logging.getLogger().addHandler(handler)
    try:
        status, size, headers = send(app, request)
    finally:
        logging.getLogger().removeHandler(handler)
    assert not handler.messages
    # 502 says that Strava cannot be reached, and a preview of the callback is asked to come again.
    assert status in (*range(500), 502) or (status == 503 and request["path"] == "/exchange_token")
    if request["path"] == "/disconnect" and status == 303:
        store(app, ACTIVITIES)
    is_export = request["path"].startswith("/activities.")
    assert is_export or size < LARGEST_ANSWER
    for name, value in headers:
        assert not {"\r", "\n"} & {*name, *value}
        value.encode("latin-1")
        assert len(value) < 60_000


def fuzz(app: Flask, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples == FEW,
        # Shrinking a failure would take minutes.
        phases=[Phase.generate],
    )
    @given(requests(app))
    def run(request: dict[str, Any]) -> None:
        check(app, request)

    run()


# Otherwise, a warning would hide the request that fails.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def test_no_request_makes_the_application_fail(app: Flask) -> None:
    fuzz(app, FEW)


@pytest.mark.slow
def test_none_of_many_requests_makes_the_application_fail(app: Flask) -> None:
    fuzz(app, MANY)
