"""The transport: timeouts, TLS, proxies, retries, and errors of the network."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import requests
import responses
from urllib3 import HTTPResponse

from strava import errors
from strava.api.client import Client
from strava.api.oauth import Credentials, OAuth
from strava.api.transport import CONNECT_TIMEOUT, READ_TIMEOUT, new_session
from strava.sample import create_sample

from ..raw_server import RawServer
from .conftest import API, always_the_same_token


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options that the base adapter receives, instead of sending a request."""
    options: dict[str, Any] = {}

    def send(self: Any, request: requests.PreparedRequest, **received: Any) -> requests.Response:
        options.update(received)
        response = requests.Response()
        response.status_code, response.request = 200, request
        response.raw = HTTPResponse(BytesIO(b"{}"), preload_content=False)
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return options


def test_every_call_has_timeouts_and_verified_tls(
    client: Client, sent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", "")
    client.get("/athlete")
    assert sent["timeout"] == (CONNECT_TIMEOUT, READ_TIMEOUT)
    assert sent["verify"] is True


def test_tls_verification_cannot_be_switched_off(sent: dict[str, Any]) -> None:
    with new_session() as session:
        session.get("https://www.strava.com/", verify=False)
    assert sent["verify"] is True


class TestRetries:
    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_gateway_error_is_retried_at_most_three_times(
        self, client: Client, network: responses.RequestsMock, status: int
    ) -> None:
        attempts = [network.get(f"{API}/athlete", status=status) for _ in range(4)]
        with pytest.raises(errors.Unavailable, match=str(status)):
            client.get("/athlete")
        assert [attempt.call_count for attempt in attempts] == [1, 1, 1, 1]

    def test_temporary_gateway_error_is_not_reported(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        network.get(f"{API}/athlete", status=503)
        network.get(f"{API}/athlete", json={"id": 1})
        assert client.get("/athlete") == {"id": 1}

    def test_server_error_that_is_not_a_gateway_error_is_not_retried(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        attempt = network.get(f"{API}/athlete", status=500)
        with pytest.raises(errors.Unavailable):
            client.get("/athlete")
        assert attempt.call_count == 1


class TestNetworkErrors:
    def test_connection_error_is_reported_without_the_token(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        network.get(f"{API}/athlete", body=requests.ConnectionError("Bearer first"))
        with pytest.raises(errors.Unavailable, match="could not be reached") as caught:
            client.get("/athlete")
        assert "first" not in str(caught.value)

    def test_timeout_is_named(self, client: Client, network: responses.RequestsMock) -> None:
        network.get(f"{API}/athlete", body=requests.ReadTimeout())
        with pytest.raises(errors.Unavailable, match="in time"):
            client.get("/athlete")

    def test_proxy_error_is_named(self, client: Client, network: responses.RequestsMock) -> None:
        network.get(f"{API}/athlete", body=requests.exceptions.ProxyError())
        with pytest.raises(errors.Unavailable, match="proxy"):
            client.get("/athlete")

    def test_certificate_that_cannot_be_verified_is_named(
        self, client: Client, network: responses.RequestsMock
    ) -> None:
        network.get(f"{API}/athlete", body=requests.exceptions.SSLError())
        with pytest.raises(errors.Unavailable, match="certificate"):
            client.get("/athlete")

    def test_body_cut_off_by_a_closed_socket_is_an_unexpected_answer(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))

        def send_half_of_the_body() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{")
            connection.close()

        thread = threading.Thread(target=send_half_of_the_body)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(errors.UnexpectedAnswer):
            Client(always_the_same_token, url).get("/athlete")
        thread.join()
        listener.close()


OK = b"HTTP/1.1 200 OK\r\n"
NOT_HTTP = {
    "nothing": b"",
    "text": b"Hello",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00",
    "another version": b"HTTP/9.9 200 OK\r\n\r\n{}",
    "impossible status": b"HTTP/1.1 099 OK\r\n\r\n{}",
    "status that is no number": b"HTTP/1.1 ok\r\n\r\n{}",
    "protocol that was not asked for": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "headers that are cut off": OK + b"Content-Type: appli",
    "header without a name": OK + b": x\r\n\r\n",
    "header without a colon": OK + b"Content-Type\r\n\r\n",
    "header with odd bytes": OK + b"X-\xff\x00: \x85\x1c\r\n\r\n",
    "too many headers": OK + b"X: 1\r\n" * 200 + b"\r\n{}",
    "header that is too long": OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n{}",
    "cookies that cannot be read": OK + b"Set-Cookie: =;;\xff; Expires=\r\n" * 2 + b"\r\n",
    "two lengths": OK + b"Content-Length: 2, 3\r\n\r\n{}",
    "negative length": OK + b"Content-Length: -2\r\n\r\n",
    "huge length": OK + b"Content-Length: 99999999999999999999999\r\n\r\n{}",
    "chunk of no size": OK + b"Transfer-Encoding: chunked\r\n\r\n{}\r\n",
    "chunk of negative size": OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n",
    "chunks that are cut off": OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{}",
    "gzip that is cut off": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}")[:-9],
}


@pytest.fixture
def answer(serve: Callable[[Any], str]) -> Callable[..., Client]:
    """A function that returns a client of a server which always sends the same response."""

    def client_of(status: str, headers: dict[str, str], body: bytes = b"{}") -> Client:
        def application(environ: Any, start_response: Any) -> list[bytes]:
            start_response(status, list(headers.items()))
            return [body]

        return Client(always_the_same_token, serve(application))

    return client_of


class TestOddResponses:
    """What requests does not turn into an error of its own."""

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "308 Moved"])
    @pytest.mark.parametrize(
        "location",
        [
            "http://[bad",
            "http://[::1",
            "//[",
            "http://a]b/",
            "http://host:port/",
            "http://host:99999999/",
            "http://\xff/",
            "\xe9",
            "http://" + "a" * 300 + ".example/",
            "http://\u00bd/".encode().decode("latin-1"),
            "javascript:alert(1)",
            "http://",
            "",
        ],
    )
    def test_redirect_to_any_address_is_an_unexpected_answer(
        self, answer: Callable[..., Client], status: str, location: str
    ) -> None:
        with pytest.raises(errors.UnexpectedAnswer):
            answer(status, {"Location": location}).get("/athlete")

    @pytest.mark.parametrize(
        "charset", ["idna", "punycode", "made-up", "utf-7", "undefined", "hex", "'", "\xff"]
    )
    @pytest.mark.parametrize("media_type", ["application/json", "text/html"])
    def test_character_set_of_an_error_does_not_matter(
        self, answer: Callable[..., Client], charset: str, media_type: str
    ) -> None:
        headers = {"Content-Type": f"{media_type}; charset={charset}"}
        inactive = b'{"errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}'
        with pytest.raises(errors.ApplicationInactive):
            answer("403 Forbidden", headers, inactive).get("/athlete")
        for body in (b"\xff\xfe", b"xn--\xff", "\u2603".encode(), b"{" * 100_000):
            with pytest.raises(errors.Forbidden):
                answer("403 Forbidden", headers, body).get("/athlete")

    @pytest.mark.parametrize("charset", ["idna", "made-up", "utf-16"])
    def test_json_is_utf8_whatever_the_headers_say(
        self, answer: Callable[..., Client], charset: str
    ) -> None:
        headers = {"Content-Type": f"application/json; charset={charset}"}
        body = '\ufeff{"name": "Łódź"}'.encode()
        assert answer("200 OK", headers, body).get("/athlete") == {"name": "Łódź"}

    @pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
    def test_body_that_cannot_be_unpacked_is_an_unexpected_answer(
        self, answer: Callable[..., Client], encoding: str
    ) -> None:
        with pytest.raises(errors.UnexpectedAnswer):
            answer("200 OK", {"Content-Encoding": encoding}).get("/athlete")

    @pytest.mark.parametrize("answer", NOT_HTTP.values(), ids=NOT_HTTP)
    def test_answer_that_is_not_http_is_an_error_of_strava(self, answer: bytes) -> None:
        server = RawServer(lambda: [answer])
        with pytest.raises((errors.UnexpectedAnswer, errors.Unavailable)):
            OAuth(server.url, Credentials("1", "secret")).refresh("token")
        server.close()

    @pytest.mark.parametrize("token", ["line\nbreak", "carriage\rreturn", "\u0142", "\ud800"])
    def test_token_that_no_header_can_hold_is_an_unexpected_answer(
        self, serve: Callable[[Any], str], token: str
    ) -> None:
        client = Client(lambda refused: token, serve(create_sample()))
        with pytest.raises(errors.UnexpectedAnswer) as caught:
            client.get("/athlete")
        assert token not in str(caught.value)


def test_no_proxy_is_used_for_loopback_addresses(
    serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    url = serve(create_sample())
    with pytest.raises(errors.Unauthorized):
        Client(always_the_same_token, f"{url}/api/v3").get("/athlete")


def test_redirect_is_not_followed_with_the_token(
    client: Client, network: responses.RequestsMock
) -> None:
    network.get(f"{API}/athlete", status=301, headers={"Location": "https://example.org/"})
    with pytest.raises(errors.UnexpectedAnswer, match="STRAVA_API_URL"):
        client.get("/athlete")
