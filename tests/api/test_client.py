"""The client: its headers, its patience, its pages, and what it makes of every bad answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests
import responses

from strava import errors
from strava.api.client import Client, unix_time
from strava.api.transport import CONNECT_TIMEOUT, READ_TIMEOUT
from strava.sample import create_sample

API = "https://www.strava.com/api/v3"
ACTIVITIES = f"{API}/athlete/activities"


def only_token(refused: str | None) -> str:
    return "first"


@pytest.fixture
def client() -> Client:
    return Client(only_token, API)


@pytest.fixture
def strava() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def fault(resource: str, field: str, code: str, message: str = "Error") -> dict[str, Any]:
    return {
        "message": message,
        "errors": [{"resource": resource, "field": field, "code": code}],
    }


def test_the_token_goes_in_the_authorization_header_alone(
    client: Client, strava: responses.RequestsMock
) -> None:
    strava.get(f"{API}/athlete", json={})
    client.get("/athlete")
    request = strava.calls[0].request
    assert request.headers["Authorization"] == "Bearer first"
    assert "first" not in (request.url or "")


def test_a_netrc_file_does_not_override_the_token(
    client: Client,
    strava: responses.RequestsMock,
    netrc: None,
) -> None:
    strava.get(f"{API}/athlete", json={})
    client.get("/athlete")
    assert strava.calls[0].request.headers["Authorization"] == "Bearer first"


def test_every_call_has_time_limits_and_verified_tls(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, Any] = {}

    def send(self: Any, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        sent.update(options)
        response = requests.Response()
        response.status_code, response._content, response.request = 200, b"{}", request
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    monkeypatch.setenv("CURL_CA_BUNDLE", "")
    client.get("/athlete")
    assert sent["timeout"] == (CONNECT_TIMEOUT, READ_TIMEOUT)
    assert sent["verify"] is not False


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_error_is_tried_again_at_most_three_times(
    client: Client, strava: responses.RequestsMock, status: int
) -> None:
    tries = [strava.get(f"{API}/athlete", status=status) for _ in range(4)]
    with pytest.raises(errors.Unavailable, match=str(status)):
        client.get("/athlete")
    assert [one.call_count for one in tries] == [1, 1, 1, 1]


def test_a_gateway_error_that_passes_is_not_noticed(
    client: Client, strava: responses.RequestsMock
) -> None:
    strava.get(f"{API}/athlete", status=503)
    strava.get(f"{API}/athlete", json={"id": 1})
    assert client.get("/athlete") == {"id": 1}


def test_a_server_error_that_is_no_gateways_is_not_tried_again(
    client: Client, strava: responses.RequestsMock
) -> None:
    once = strava.get(f"{API}/athlete", status=500)
    with pytest.raises(errors.Unavailable):
        client.get("/athlete")
    assert once.call_count == 1


def test_a_dead_network_says_so_without_a_token(
    client: Client, strava: responses.RequestsMock
) -> None:
    strava.get(f"{API}/athlete", body=requests.ConnectionError("Bearer first"))
    with pytest.raises(errors.Unavailable, match="could not be reached") as caught:
        client.get("/athlete")
    assert "first" not in str(caught.value)


def test_no_answer_in_time_says_so(client: Client, strava: responses.RequestsMock) -> None:
    strava.get(f"{API}/athlete", body=requests.ReadTimeout())
    with pytest.raises(errors.Unavailable, match="in time"):
        client.get("/athlete")


def test_a_proxy_that_is_dead_is_named(client: Client, strava: responses.RequestsMock) -> None:
    strava.get(f"{API}/athlete", body=requests.exceptions.ProxyError())
    with pytest.raises(errors.Unavailable, match="proxy"):
        client.get("/athlete")


def test_no_proxy_stands_between_this_computer_and_itself(
    serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    url = serve(create_sample())
    with pytest.raises(errors.Unauthorized):
        Client(only_token, f"{url}/api/v3").get("/athlete")


def test_a_certificate_that_cannot_be_verified_says_so(
    client: Client, strava: responses.RequestsMock
) -> None:
    strava.get(f"{API}/athlete", body=requests.exceptions.SSLError())
    with pytest.raises(errors.Unavailable, match="certificate"):
        client.get("/athlete")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, fault("Athlete", "access_token", "invalid"), errors.Unauthorized),
        (401, fault("AccessToken", "activity:read_permission", "missing"), errors.NotGranted),
        (401, fault("Application", "", "invalid"), errors.WrongCredentials),
        (403, fault("Application", "Status", "Inactive"), errors.ApplicationInactive),
        (403, {"message": "Limit of connected athletes exceeded"}, errors.TooManyAthletes),
        (403, fault("Segment", "id", "forbidden"), errors.Forbidden),
        (403, {"message": "Not visible to other athletes"}, errors.Forbidden),
        (404, fault("Activity", "id", "not found"), errors.NotFound),
        (402, fault("Athlete", "zones", "paid"), errors.UnexpectedAnswer),
        (418, {}, errors.UnexpectedAnswer),
        (403, ["not", "an", "object"], errors.Forbidden),
        (401, {"errors": "none"}, errors.Unauthorized),
    ],
)
def test_a_refusal_becomes_its_error_and_carries_the_response(
    client: Client,
    strava: responses.RequestsMock,
    status: int,
    body: Any,
    error: type[errors.StravaError],
) -> None:
    strava.get(f"{API}/x", status=status, json=body)
    with pytest.raises(error) as caught:
        client.get("/x")
    assert type(caught.value) is error
    assert caught.value.response is not None
    assert caught.value.response.status_code == status


@pytest.mark.parametrize(
    "body",
    ["<html>Down for maintenance</html>", '[{"id": 1', "", "[" * 100_000],
    ids=["HTML", "cut", "empty", "deep"],
)
def test_no_json_with_status_200_is_an_unexpected_answer(
    client: Client, strava: responses.RequestsMock, body: str
) -> None:
    strava.get(ACTIVITIES, body=body)
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.activities())


@pytest.mark.parametrize("body", [{"message": "hello"}, None, "text", 1])
def test_json_of_another_shape_is_an_unexpected_answer(
    client: Client, strava: responses.RequestsMock, body: Any
) -> None:
    strava.get(ACTIVITIES, json=body)
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.activities())


@pytest.mark.parametrize("body", ["<html>Forbidden</html>", "[" * 100_000], ids=["HTML", "deep"])
def test_a_refusal_without_a_readable_reason_is_told_by_its_status(
    client: Client, strava: responses.RequestsMock, body: str
) -> None:
    strava.get(f"{API}/athlete", status=403, body=body)
    with pytest.raises(errors.Forbidden):
        client.get("/athlete")


def test_a_redirect_is_not_followed_with_the_token(
    client: Client, strava: responses.RequestsMock
) -> None:
    strava.get(f"{API}/athlete", status=301, headers={"Location": "https://example.org/"})
    with pytest.raises(errors.UnexpectedAnswer, match="STRAVA_API_URL"):
        client.get("/athlete")


def test_a_body_cut_off_by_a_closed_socket_is_an_unexpected_answer() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_half() -> None:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{")
        connection.close()

    thread = threading.Thread(target=answer_half)
    thread.start()
    with pytest.raises(errors.UnexpectedAnswer):
        Client(only_token, f"http://127.0.0.1:{listener.getsockname()[1]}").get("/athlete")
    thread.join()
    listener.close()


def test_the_limit_is_told_with_the_time_it_opens_again(
    client: Client, strava: responses.RequestsMock
) -> None:
    headers = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "101,400"}
    strava.get(
        f"{API}/athlete", status=429, json={"message": "Rate Limit Exceeded"}, headers=headers
    )
    with pytest.raises(errors.RateLimited) as caught:
        client.get("/athlete")
    assert caught.value.opens_at > datetime.now(UTC)
    assert caught.value.opens_at.minute % 15 == 0
    assert f"{caught.value.opens_at.astimezone():%H:%M}" in str(caught.value)


def test_limits_and_calls_are_known_after_every_call(
    client: Client, strava: responses.RequestsMock
) -> None:
    assert (client.rate_limits, client.calls) == (None, 0)
    headers = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "7,8"}
    strava.get(f"{API}/athlete", json={}, headers=headers)
    strava.get(f"{API}/gear/b1", json={})
    client.get("/athlete")
    client.get("gear/b1")
    assert client.rate_limits is not None
    assert (client.rate_limits.quarter_hour.used, client.calls) == (7, 2)


class TestRefusedToken:
    """A token can die before its time."""

    def test_it_is_renewed_once_and_the_call_retried_once(
        self, strava: responses.RequestsMock
    ) -> None:
        asked: list[str | None] = []

        def token(refused: str | None) -> str:
            asked.append(refused)
            return "second" if refused else "first"

        strava.get(f"{API}/athlete", status=401, json={})
        strava.get(f"{API}/athlete", json={"id": 1})
        assert Client(token, API).get("/athlete") == {"id": 1}
        assert asked == [None, "first"]
        assert strava.calls[1].request.headers["Authorization"] == "Bearer second"

    def test_a_second_refusal_is_final(self, strava: responses.RequestsMock) -> None:
        refused = strava.get(f"{API}/athlete", status=401, json={})
        with pytest.raises(errors.Unauthorized):
            Client(lambda old: "second" if old else "first", API).get("/athlete")
        assert refused.call_count == 2

    def test_the_same_token_again_is_not_sent_twice(
        self, client: Client, strava: responses.RequestsMock
    ) -> None:
        refused = strava.get(f"{API}/athlete", status=401, json={})
        with pytest.raises(errors.Unauthorized):
            client.get("/athlete")
        assert refused.call_count == 1


class TestActivities:
    """The list, page after page."""

    def pages(self, strava: responses.RequestsMock, *sizes: int) -> None:
        number = iter(range(1, sum(sizes) + 1))
        for page, size in enumerate(sizes, start=1):
            strava.get(
                ACTIVITIES,
                json=[{"id": next(number)} for _ in range(size)],
                match=[
                    responses.matchers.query_param_matcher(
                        {"page": page, "per_page": 200}, strict_match=False
                    )
                ],
            )

    def test_only_an_empty_page_ends_it(
        self, client: Client, strava: responses.RequestsMock
    ) -> None:
        self.pages(strava, 200, 150, 50, 0)
        assert [one["id"] for one in client.activities()] == list(range(1, 401))

    def test_a_page_is_fetched_only_when_it_is_wanted(
        self, client: Client, strava: responses.RequestsMock
    ) -> None:
        self.pages(strava, 200)
        assert next(client.activities())["id"] == 1
        assert client.calls == 1

    def test_bounds_are_sent_as_unix_time(
        self, client: Client, strava: responses.RequestsMock
    ) -> None:
        strava.get(ACTIVITIES, json=[])
        list(client.activities(after=datetime(2026, 1, 1, tzinfo=UTC), before=1767312000))
        assert strava.calls[0].request.params["after"] == "1767225600"
        assert strava.calls[0].request.params["before"] == "1767312000"


def test_a_day_means_its_midnight_on_this_computer() -> None:
    midnight = int(datetime(2026, 1, 1).astimezone().timestamp())
    assert unix_time("2026-01-01") == unix_time(date(2026, 1, 1)) == midnight
    assert unix_time("2026-01-01T00:00:00Z") == 1767225600


def test_text_that_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        unix_time("yesterday")
