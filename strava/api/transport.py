"""Send HTTP requests with verified TLS, a few retries with backoff, and bounds (see bounds)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.exceptions import SSLError as BrokenTLS
from urllib3.util import Retry

from .. import __version__, errors
from .bounds import bounded, check_length, deadline
from .proxies import proxy_error

log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 30.0
"""The seconds until a server sends the next byte. The deadline of a call ends earlier waits."""

# Few, because Strava counts every retry as a call; and only for requests that change nothing.
RETRIES = Retry(
    total=3,
    allowed_methods={"GET"},
    status_forcelist={502, 503, 504},
    backoff_factor=0.4,
    backoff_jitter=0.4,
    raise_on_status=False,
    respect_retry_after_header=False,
)

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

Adapters = Mapping[str, BaseAdapter]
"""Adapters by URL prefix that respond instead of the network, such as the sample Strava."""

_CHUNK = 65_536


class TimeoutAdapter(HTTPAdapter):
    """An HTTP adapter that always sets a timeout and never skips TLS verification."""

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> Any:
        """Return the pool for a request, direct or through a proxy, with bounded connections."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = bounded(pool.ConnectionCls)
        return pool

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send the request, with the default timeouts unless others are given."""
        return super().send(
            request,
            stream=stream,
            timeout=timeout or (CONNECT_TIMEOUT, READ_TIMEOUT),
            verify=verify or True,
            cert=cert,
            proxies=proxies,
        )


class _Session(requests.Session):
    """A session that follows no redirects.

    requests could drop or repeat secrets on the way, and neither the API nor the OAuth endpoints
    redirect.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None. Otherwise requests reads the whole body of a redirect."""


def new_session(retries: Retry | None = None, adapters: Adapters | None = None) -> requests.Session:
    """Return a session with the timeouts above; by default a request is not retried."""
    session = _Session()
    session.headers["User-Agent"] = f"Logbook/{__version__} (+local)"
    # The API needs no cookies, and any that a server sets would be kept and sent with every call.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for prefix in ("https://", "http://"):
        session.mount(prefix, TimeoutAdapter(max_retries=retries or 0))
    for prefix, adapter in (adapters or {}).items():
        session.mount(prefix, adapter)
    return session


def send(session: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
    """Send a request; raises Unavailable or UnexpectedAnswer without a complete response."""
    if urlsplit(url).hostname in _LOOPBACK_HOSTS:
        # Never use a proxy for loopback addresses.
        options["proxies"] = {"http": "", "https": ""}
    try:
        with deadline():
            response = session.request(method, url, stream=True, allow_redirects=False, **options)
            response._content = _read_body(response)
    except _FAILURES as error:
        raise proxy_error(error, url) or _strava_error(error) from None
    log.debug("%s %s: %d", method, urlsplit(url).path, response.status_code)
    return response


_FAILURES = (
    requests.exceptions.RequestException,
    # Requests lets through errors of urllib3 and http.client, and those of parsing a header.
    HTTPError,
    HTTPException,
    OSError,
    ValueError,
)


def _read_body(response: requests.Response) -> bytes:
    """Return the decompressed body, which is counted while it arrives."""
    chunks: list[bytes] = []
    length = 0
    try:
        if "," in response.headers.get("Content-Encoding", ""):
            # What is compressed several times can keep the processor busy without an end.
            raise errors.UnexpectedAnswer(response=response)
        while chunk := response.raw.read(_CHUNK, decode_content=True):
            chunks.append(chunk)
            length += len(chunk)
            check_length(length)
    except BaseException:
        response.raw.close()
        raise
    return b"".join(chunks)


def _strava_error(error: Exception) -> errors.StravaError:
    match error:
        case requests.exceptions.SSLError():
            return errors.Unavailable(
                "The connection to Strava is not secure: its certificate could not be verified. "
                "Check this computer's clock, and any proxy or virus scanner that inspects "
                "traffic."
            )
        case requests.exceptions.Timeout() | ReadTimeoutError():
            return errors.Unavailable("Strava did not answer in time. Try again in a moment.")
        case BrokenTLS():
            return errors.Unavailable()
        case requests.exceptions.InvalidHeader() | HTTPError() | HTTPException():
            return errors.UnexpectedAnswer()
        case ValueError() if not isinstance(error, requests.exceptions.RequestException):
            return errors.UnexpectedAnswer()
        case _:
            return errors.Unavailable()
