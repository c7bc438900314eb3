"""The client: authorization, retries after a refused token, pages, and call counting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from strava import errors
from strava.api.client import Client, Moment, unix_time
from strava.api.rate_limits import RateLimits, Window

from .conftest import ACTIVITIES, API, always_the_same_token

LIMITS = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "7,8"}


def query(call: responses.Call) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(call.request.url)).query)


def test_token_is_sent_only_in_the_authorization_header(
    client: Client, network: responses.RequestsMock
) -> None:
    network.get(f"{API}/athlete", json={})
    client.get("/athlete")
    request = network.calls[0].request
    assert request.headers["Authorization"] == "Bearer first"
    assert "first" not in (request.url or "")


def test_netrc_file_does_not_override_the_token(
    client: Client, network: responses.RequestsMock, netrc: None
) -> None:
    network.get(f"{API}/athlete", json={})
    client.get("/athlete")
    assert network.calls[0].request.headers["Authorization"] == "Bearer first"


def test_parameters_become_the_query_string(
    client: Client, network: responses.RequestsMock
) -> None:
    network.get(f"{API}/activities/1/streams", json={})
    client.get("activities/1/streams", keys="time,watts", key_by_type="true")
    assert query(network.calls[0]) == {"keys": ["time,watts"], "key_by_type": ["true"]}


class TestRateLimits:
    def test_client_remembers_the_latest_limits_and_counts_calls(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        assert (client.rate_limits, client.calls) == (None, 0)
        network.get(f"{API}/athlete", json={}, headers=LIMITS)
        network.get(f"{API}/gear/b1", json={})
        client.get("/athlete")
        client.get("gear/b1")
        assert client.rate_limits is not None
        assert (client.rate_limits.quarter_hour.used, client.calls) == (7, 2)

    def test_callback_receives_the_limits_of_every_response_that_has_them(
        self, network: responses.RequestsMock
    ) -> None:
        received: list[RateLimits] = []
        client = Client(always_the_same_token, API, on_rate_limits=received.append)
        network.get(f"{API}/athlete", json={}, headers=LIMITS)
        network.get(f"{API}/gear/b1", json={})
        network.get(f"{API}/gear/b2", status=404, json={}, headers=LIMITS)
        client.get("/athlete")
        client.get("/gear/b1")
        with pytest.raises(errors.NotFound):
            client.get("/gear/b2")
        assert received == [RateLimits(Window(100, 7), Window(1000, 8))] * 2

    def test_retries_of_a_gateway_error_count_as_calls(self, serve: Callable[[Any], str]) -> None:
        statuses = iter(["503 Service Unavailable", "502 Bad Gateway", "200 OK"])

        def application(_environ: Any, start_response: Any) -> Iterable[bytes]:
            start_response(next(statuses), [("Content-Type", "application/json")])
            return [b"{}"]

        client = Client(always_the_same_token, serve(application))
        assert client.get("/athlete") == {}
        assert client.calls == 3

    def test_rate_limited_error_says_when_calls_are_possible_again(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        headers = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "101,400"}
        network.get(f"{API}/athlete", status=429, json={}, headers=headers)
        with pytest.raises(errors.RateLimited) as caught:
            client.get("/athlete")
        assert caught.value.opens_at > datetime.now(UTC)
        assert caught.value.opens_at.minute % 15 == 0
        assert f"{caught.value.opens_at.astimezone():%H:%M}" in str(caught.value)

    def test_time_of_a_refusal_comes_from_the_clock_of_the_client(
        self, network: responses.RequestsMock
    ) -> None:
        now = datetime(2026, 11, 22, 12, 1, tzinfo=UTC)
        client = Client(always_the_same_token, API, now=lambda: now)
        network.get(f"{API}/athlete", status=429, json={})
        network.get(ACTIVITIES, status=429, json={})
        for call in (lambda: client.get("/athlete"), lambda: list(client.activities())):
            with pytest.raises(errors.RateLimited) as caught:
                call()
            assert caught.value.opens_at == datetime(2026, 11, 22, 12, 15, tzinfo=UTC)


class TestRefusedToken:
    """An access token can become invalid before it expires."""

    def test_token_is_refreshed_once_and_the_call_repeated_once(
        self, network: responses.RequestsMock
    ) -> None:
        refused_tokens: list[str | None] = []

        def token(refused: str | None) -> str:
            refused_tokens.append(refused)
            return "second" if refused else "first"

        network.get(f"{API}/athlete", status=401, json={})
        network.get(f"{API}/athlete", json={"id": 1})
        assert Client(token, API).get("/athlete") == {"id": 1}
        assert refused_tokens == [None, "first"]
        assert network.calls[1].request.headers["Authorization"] == "Bearer second"

    def test_second_refusal_is_final(self, network: responses.RequestsMock) -> None:
        refusal = network.get(f"{API}/athlete", status=401, json={})
        with pytest.raises(errors.Unauthorized):
            Client(lambda refused: "second" if refused else "first", API).get("/athlete")
        assert refusal.call_count == 2

    def test_call_is_not_repeated_with_the_same_token(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        refusal = network.get(f"{API}/athlete", status=401, json={})
        with pytest.raises(errors.Unauthorized):
            client.get("/athlete")
        assert refusal.call_count == 1


class TestActivities:
    def add_pages(self, network: responses.RequestsMock, *sizes: int) -> None:
        ids = iter(range(1, sum(sizes) + 1))
        for number, size in enumerate(sizes, start=1):
            network.get(
                ACTIVITIES,
                json=[{"id": next(ids)} for _ in range(size)],
                match=[
                    responses.matchers.query_param_matcher(
                        {"page": number, "per_page": 200}, strict_match=False
                    )
                ],
            )

    def test_only_an_empty_page_ends_the_list(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        self.add_pages(network, 200, 150, 50, 0)
        assert [activity["id"] for activity in client.activities()] == list(range(1, 401))

    def test_page_is_fetched_only_on_demand(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        self.add_pages(network, 200)
        assert next(client.activities())["id"] == 1
        assert client.calls == 1

    def test_bounds_are_sent_as_unix_time(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        network.get(ACTIVITIES, json=[])
        list(client.activities(after=datetime(2026, 1, 1, tzinfo=UTC), before=1767312000))
        sent = query(network.calls[0])
        assert (sent["after"], sent["before"]) == (["1767225600"], ["1767312000"])

    def test_without_bounds_none_are_sent(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        network.get(ACTIVITIES, json=[])
        list(client.activities())
        assert query(network.calls[0]) == {"page": ["1"], "per_page": ["200"]}

    def test_pages_hold_each_activity_and_its_text_as_sent(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        text = '{"id": 1, "distance": 1.50, "name": "Caf\\u00e9"}'
        network.get(ACTIVITIES, body=f"[ {text} ]")
        network.get(ACTIVITIES, json=[])
        assert list(client.pages()) == [[(json.loads(text), text)]]


class TestUnixTime:
    def test_date_means_midnight_in_local_time(self) -> None:
        midnight = int(datetime(2026, 1, 1).astimezone().timestamp())
        assert unix_time("2026-01-01") == unix_time(date(2026, 1, 1)) == midnight

    def test_offset_in_the_text_is_respected(self) -> None:
        assert unix_time("2026-01-01T00:00:00Z") == 1767225600
        assert unix_time("2026-01-01T01:00:00+01:00") == 1767225600

    def test_fractions_of_a_second_are_dropped(self) -> None:
        assert unix_time(1767225600.9) == 1767225600

    @pytest.mark.parametrize("bound", ["garbage", "", float("nan"), float("inf"), datetime.min])
    def test_bound_that_is_no_point_in_time_is_reported_at_the_call(
        self, client: Client, bound: Moment
    ) -> None:
        for name in ("after", "before"):
            with pytest.raises(ValueError, match=r"is not a point in time: use ISO 8601"):
                client.activities(**{name: bound})

    def test_other_text_is_rejected(self) -> None:
        with pytest.raises(ValueError, match="'yesterday' is not a point in time"):
            unix_time("yesterday")
