"""Lets `requests` call a WSGI application in this process, without a network.

A server that called itself over HTTP could run out of threads: each request would hold one
while it waits for another.
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
    """Answers requests by calling `app`.

        session.mount("http://sample.invalid/", WSGIAdapter(app))

    The application sees the host `localhost`, whatever the address it is mounted at. What it
    raises passes through. It keeps nothing between calls, so threads may share it.
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
        """Call the application; the options of a network connection mean nothing here."""
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
        chunks, status, answered = run_wsgi_app(self._app, builder.get_environ(), buffered=True)
        content = b"".join(chunks)

        response = requests.Response()
        response.status_code, response.reason = _parse(status)
        response.headers = CaseInsensitiveDict(answered.items())
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = HTTPResponse(
            BytesIO(content),
            headers=HTTPHeaderDict(answered.items()),
            status=response.status_code,
            preload_content=False,
        )
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """There is nothing to close."""


def _parse(status: str) -> tuple[int, str]:
    code, _, reason = status.partition(" ")
    return int(code), reason
