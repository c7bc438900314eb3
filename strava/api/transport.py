"""Send HTTP requests with timeouts, verified TLS and a few retries with backoff."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from .. import __version__, errors
from .proxies import proxy_error

log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 30.0

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


class TimeoutAdapter(HTTPAdapter):
    """An HTTP adapter that always sets a timeout and never skips TLS verification."""

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


def new_session(retries: Retry | None = None, adapters: Adapters | None = None) -> requests.Session:
    """Return a session with the timeouts above; by default a request is not retried."""
    session = requests.Session()
    session.headers["User-Agent"] = f"Logbook/{__version__} (+local)"
    for prefix in ("https://", "http://"):
        session.mount(prefix, TimeoutAdapter(max_retries=retries or 0))
    for prefix, adapter in (adapters or {}).items():
        session.mount(prefix, adapter)
    return session


def send(session: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
    """Send a request; raises Unavailable or UnexpectedAnswer without a complete response.

    Redirects are not followed: requests could drop or repeat secrets on the way, and neither
    the API nor the OAuth endpoints redirect.
    """
    if urlsplit(url).hostname in _LOOPBACK_HOSTS:
        # Never use a proxy for loopback addresses.
        options["proxies"] = {"http": "", "https": ""}
    try:
        response = session.request(method, url, allow_redirects=False, **options)
    except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
        # Requests lets through errors of urllib3, and those of parsing a header, such as a
        # Location that is not a URL.
        raise proxy_error(error, url) or _strava_error(error) from None
    log.debug("%s %s: %d", method, urlsplit(url).path, response.status_code)
    return response


def _strava_error(error: Exception) -> errors.StravaError:
    match error:
        case (
            requests.exceptions.ChunkedEncodingError()
            | requests.exceptions.ContentDecodingError()
            | requests.exceptions.InvalidHeader()
            | HTTPError()
        ):
            return errors.UnexpectedAnswer()
        case ValueError() if not isinstance(error, requests.exceptions.RequestException):
            return errors.UnexpectedAnswer()
        case requests.exceptions.SSLError():
            return errors.Unavailable(
                "The connection to Strava is not secure: its certificate could not be verified. "
                "Check this computer's clock, and any proxy or virus scanner that inspects "
                "traffic."
            )
        case requests.exceptions.Timeout():
            return errors.Unavailable("Strava did not answer in time. Try again in a moment.")
        case _:
            return errors.Unavailable()
