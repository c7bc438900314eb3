"""Responses: which error each refusal becomes, and JSON that is not as documented."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import responses

from strava import errors
from strava.api.client import Client
from strava.api.responses import json_items

from .conftest import ACTIVITIES, API, fault


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, fault("Activity", "id"), errors.BadRequest),
        (401, fault("Athlete", "access_token"), errors.Unauthorized),
        (401, fault("AccessToken", "activity:read_permission", "missing"), errors.NotGranted),
        (401, fault("Application", ""), errors.Unauthorized),
        (401, fault("Application", "client_id"), errors.WrongCredentials),
        (401, fault("Application", "client_secret"), errors.WrongCredentials),
        (403, fault("Application", "Status", "Inactive"), errors.ApplicationInactive),
        (403, {"message": "Limit of connected athletes exceeded"}, errors.TooManyAthletes),
        (403, {"message": "Connected Athletes: limit exceeded"}, errors.TooManyAthletes),
        (403, fault("Segment", "id", "forbidden"), errors.Forbidden),
        (403, {"message": "Not visible to other athletes"}, errors.Forbidden),
        (404, fault("Activity", "id", "not found"), errors.NotFound),
        (402, fault("Athlete", "zones", "paid"), errors.UnexpectedAnswer),
        (418, {}, errors.UnexpectedAnswer),
        (403, ["not", "an", "object"], errors.Forbidden),
        (401, {"errors": "none"}, errors.Unauthorized),
        (401, {"errors": ["not an object"]}, errors.Unauthorized),
        (500, {}, errors.Unavailable),
        (700, {}, errors.Unavailable),
        (403, {"message": "Rate Limit Exceeded", "errors": []}, errors.RateLimited),
        (403, {"message": "rate limit exceeded"}, errors.RateLimited),
        (403, {"errors": "Rate Limit Exceeded", "status": 429}, errors.RateLimited),
        (403, fault("Application", "rate limit", "exceeded"), errors.RateLimited),
        (400, {"errors": "Rate Limit Exceeded", "status": 429}, errors.RateLimited),
        (429, {"errors": "Rate Limit Exceeded", "status": 429}, errors.RateLimited),
        (429, [], errors.RateLimited),
    ],
)
def test_refusal_becomes_its_error_and_has_the_response(
    client: Client,
    network: responses.RequestsMock,
    status: int,
    body: Any,
    error: type[errors.StravaError],
) -> None:
    network.get(f"{API}/x", status=status, json=body)
    with pytest.raises(error) as caught:
        client.get("/x")
    assert type(caught.value) is error
    assert caught.value.response is not None
    assert caught.value.response.status_code == status


@pytest.mark.parametrize("body", ["<html>Forbidden</html>", "[" * 100_000], ids=["HTML", "deep"])
def test_refusal_without_a_readable_reason_is_classified_by_its_status(
    client: Client, network: responses.RequestsMock, body: str
) -> None:
    network.get(f"{API}/athlete", status=403, body=body)
    with pytest.raises(errors.Forbidden):
        client.get("/athlete")


@pytest.mark.parametrize(
    "body",
    ["<html>Down for maintenance</html>", '[{"id": 1', "", "[" * 100_000],
    ids=["HTML", "cut", "empty", "deep"],
)
def test_status_200_without_json_is_an_unexpected_answer(
    client: Client, network: responses.RequestsMock, body: str
) -> None:
    network.get(ACTIVITIES, body=body)
    network.get(f"{API}/athlete", body=body)
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.activities())
    with pytest.raises(errors.UnexpectedAnswer):
        client.get("/athlete")


@pytest.mark.parametrize("body", [{"message": "hello"}, None, "text", 1])
def test_json_other_than_an_array_is_an_unexpected_answer(
    client: Client, network: responses.RequestsMock, body: Any
) -> None:
    network.get(ACTIVITIES, json=body)
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.activities())


def test_numbers_that_json_does_not_have_are_missing(
    client: Client, network: responses.RequestsMock
) -> None:
    body = '{"odd": [NaN, Infinity, -Infinity, 1e999, -1e999], "even": [1e3, 1.5, 2, -0.0]}'
    network.get(f"{API}/athlete", body=body)
    assert client.get("/athlete") == {"odd": [None] * 5, "even": [1000.0, 1.5, 2, 0.0]}


class TestItems:
    """Each item of an array comes with its own text, exactly as it was sent."""

    def parse(self, body: str) -> list[tuple[Any, str]]:
        response = requests.Response()
        response.status_code, response._content = 200, body.encode()
        return json_items(response)

    @pytest.mark.parametrize(
        "separator", [",", ", ", " ,\r\n\t"], ids=["compact", "space", "white space"]
    )
    def test_text_keeps_digits_escapes_order_and_repeated_keys(self, separator: str) -> None:
        texts = [
            '{"b":1.50,"a":12345678901234567890}',
            '{"name":"Caf\\u00e9 \\/ \u2615"}',
            '{ "id" : 1, "id" : 2 }',
            "[]",
            "null",
        ]
        parsed = self.parse(f" [ {separator.join(texts)}\n] ")
        assert parsed == [(json.loads(text), text) for text in texts]

    @pytest.mark.parametrize("body", ["[]", " [ ] "])
    def test_empty_array_has_no_items(self, body: str) -> None:
        assert self.parse(body) == []

    @pytest.mark.parametrize("body", ["[1 2]", "[1,]", "[,1]", "[1", "[", "[1;2]", "\ufeff[]"])
    def test_malformed_array_is_an_unexpected_answer(self, body: str) -> None:
        with pytest.raises(errors.UnexpectedAnswer):
            self.parse(body)

    def test_bytes_that_are_not_utf8_are_an_unexpected_answer(self) -> None:
        response = requests.Response()
        response.status_code, response._content = 200, b'["\xff"]'
        with pytest.raises(errors.UnexpectedAnswer):
            json_items(response)
