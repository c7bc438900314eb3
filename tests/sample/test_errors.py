"""Errors below the API and OAuth addresses are Strava's JSON, whatever was asked and however."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from strava.sample import create_sample

from .conftest import SampleClient

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
HUGE = "9" * 5000
"""More digits than Python converts to a number."""

UNKNOWN = [
    "/api/v3/nowhere",
    "/api/v3/",
    "/api/v3",
    "/api/v2/athlete",
    "/api/",
    "/api/v3/athlete/nowhere",
    "/api/v3//athlete",
    "/api/v3/athlete/%2e%2e/x",
    "/api/v3/activities/x",
    "/api/v3/activities/-1",
    "/api/v3/activities/1.5",
    f"/api/v3/activities/{HUGE}",
    "/api/v3/segments/1",
    "/api/v3/caf%E9/%00",
    "/oauth",
    "/oauth/",
    "/oauth/nowhere",
    "/oauth//token",
    "/api/v3/oauth/nowhere",
]


def error(response: TestResponse) -> tuple[int, str]:
    """Return the status and the message of an error, which must have Strava's form."""
    assert response.mimetype == "application/json", response.text
    document = response.get_json()
    assert document.keys() == {"message", "errors"}
    for item in document["errors"]:
        assert item.keys() == {"resource", "field", "code"}
    return response.status_code, document["message"]


def call(client: SampleClient, method: str, address: str) -> TestResponse:
    token = client.sign_in()["access_token"]
    return client.http.open(address, method=method, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("address", UNKNOWN, ids=lambda address: address[:30])
def test_unknown_address_is_not_found_with_any_method(client: SampleClient, address: str) -> None:
    is_call = address.startswith("/api/v3/") and "/oauth" not in address
    for number, method in enumerate(METHODS, start=1):
        response = call(client, method, address)
        assert error(response) == (404, "Record Not Found"), method
        assert ("X-RateLimit-Limit" in response.headers) == is_call
        assert len(client.sample.calls) == number * is_call


@pytest.mark.parametrize(
    "path",
    ["athlete", "athlete/activities", f"activities/{2**33}", f"activities/{2**33}/streams"],
)
def test_known_address_with_another_method_is_not_allowed(client: SampleClient, path: str) -> None:
    for number, method in enumerate(METHODS[1:], start=1):
        response = call(client, method, f"/api/v3/{path}")
        assert error(response) == (405, "Method Not Allowed"), method
        assert "GET" in response.headers["Allow"]
        assert response.headers["X-RateLimit-Usage"] == f"{number},{number}"


@pytest.mark.parametrize("prefix", ["/oauth", "/api/v3/oauth"])
@pytest.mark.parametrize("path", ["token", "revoke", "deauthorize"])
def test_token_addresses_allow_only_post(client: SampleClient, prefix: str, path: str) -> None:
    for method in {*METHODS} - {"POST"}:
        response = call(client, method, f"{prefix}/{path}")
        assert error(response) == (405, "Method Not Allowed")
        assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("address", ["/api/v3/nowhere", "/api/v3/athlete/"])
def test_call_without_a_token_is_unauthorized_whatever_it_asks(
    client: SampleClient, address: str
) -> None:
    for method in METHODS:
        rejected = client.http.open(address, method=method)
        assert error(rejected) == (401, "Authorization Error"), method


def test_head_has_the_status_and_no_body(client: SampleClient) -> None:
    for address, status in (("/api/v3/athlete", 200), ("/api/v3/nowhere", 404)):
        response = call(client, "HEAD", address)
        assert (response.status_code, response.data) == (status, b"")
        assert response.mimetype == "application/json"


@pytest.mark.parametrize(
    "address",
    [
        "/athlete/activities?page=two",
        "/athlete/activities?page=",
        "/athlete/activities?page=-1",
        "/athlete/activities?page=1.5",
        "/athlete/activities?page=%C2%B2",
        "/athlete/activities?page=%D9%A3",
        f"/athlete/activities?page={HUGE}",
        f"/athlete/activities?before={HUGE}",
        "/athlete/activities?after=yesterday",
        "/athlete/activities?per_page=201",
        "/athlete/clubs?per_page=201",
        "/segments/starred?page=x",
        "/athletes/2718281828/routes?page=x",
        f"/activities/{2**33}/kudos?per_page=x",
        f"/activities/{2**33}/streams?key_by_type=maybe",
    ],
    ids=lambda address: address[:45],
)
def test_bad_parameter_is_a_bad_request(client: SampleClient, address: str) -> None:
    assert error(call(client, "GET", f"/api/v3{address}")) == (400, "Bad Request")


def test_path_with_a_slash_at_its_end_is_the_same(client: SampleClient) -> None:
    for path in ("athlete", "athlete/activities", f"activities/{2**33}"):
        with_slash = call(client, "GET", f"/api/v3/{path}/")
        assert with_slash.json == call(client, "GET", f"/api/v3/{path}").json


def test_failure_of_the_sample_itself_is_an_error_in_json() -> None:
    app = create_sample(activities=[{"id": 1}])
    token = app.extensions["sample"].exchange(
        app.extensions["sample"].issue_code(frozenset({"activity:read"}))
    )
    headers = {"Authorization": f"Bearer {token.access_token}"}
    response = app.test_client().get("/api/v3/athlete/activities", headers=headers)
    assert error(response) == (500, "Internal Server Error")


def test_pages_for_people_are_html(client: SampleClient) -> None:
    for address in ("/nowhere", "/oauthority", "/apiary"):
        assert client.http.get(address).mimetype == "text/html"
