"""Lets `requests` call a WSGI application in the same process, without a network.

A server that calls itself over HTTP can run out of threads, because each request holds a thread
while it waits for another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3 import HTTPHeaderDict, HTTPResponse
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class WSGIAdapter(BaseAdapter):
    """A transport adapter that answers requests by calling `app`.

        session.mount("http://sample.invalid/", WSGIAdapter(app))

    The application always sees the host `localhost`. Exceptions that it raises propagate to the
    caller. The adapter has no state, so threads can share it.
    """

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__()
        self._app = app

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Call the application; the options for network connections have no effect."""
        chunks, status, headers = run_wsgi_app(self._app, _environ(request), buffered=True)
        response = requests.Response()
        response.status_code, response.reason = _parse_status(status)
        response.headers = CaseInsensitiveDict(headers.items())
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = HTTPResponse(
            BytesIO(b"".join(chunks)),
            headers=HTTPHeaderDict(headers.items()),
            status=response.status_code,
            preload_content=False,
        )
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """Do nothing: there are no connections to close."""


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    body = request.body or b""
    headers = Headers(list(request.headers.items()))
    headers.pop("Host", None)
    builder = EnvironBuilder(
        path=request.path_url,
        base_url="http://localhost/",
        method=request.method or "GET",
        headers=headers,
        data=body.encode() if isinstance(body, str) else body,
    )
    return builder.get_environ()


def _parse_status(status: str) -> tuple[int, str]:
    code, _, reason = status.partition(" ")
    return int(code), reason
