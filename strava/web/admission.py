"""Which requests are answered at all. Their headers decide, before their body is read.

Logbook has no password. It is for this computer only, but any page in the athlete's browser can
send requests to it, and by DNS rebinding could even read the responses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, NamedTuple

from ..archive.uploads import SLICE_BYTES
from .headers import security_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 64 * 1024
PLAIN_UPLOAD_BYTES = 256 * 1024 * 1024
"""The size of an archive that a browser without JavaScript can send."""
BODY_LIMITS: dict[str, int] = {
    "/import": PLAIN_UPLOAD_BYTES + MAX_BODY_BYTES,
    "/import/slice": SLICE_BYTES,
}
"""Other limits than MAX_BODY_BYTES, in bytes, by the path of an address."""

Header = Callable[[str], str]
"""Returns a request header by its name in WSGI, like SEC_FETCH_SITE; "" if there is none."""

_TRUSTED_HOST = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?", re.ASCII | re.IGNORECASE)
_OTHER_SITES = ("cross-site", "same-site")


class Refusal(NamedTuple):
    """The response to a request that is not answered."""

    status: str
    sentence: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the response."""
        return {
            "Content-Type": "text/plain; charset=utf-8",
            "Cache-Control": "no-store",
            **security_headers(),
        }

    @property
    def body(self) -> bytes:
        """The body of the response."""
        return f"{self.sentence}\n".encode()


_OTHER_HOST = Refusal(
    "400 Bad Request", "Logbook is available only at http://localhost and http://127.0.0.1."
)
_OTHER_COMPUTER = Refusal(
    "403 Forbidden",
    "Logbook has no password, so it answers only the computer that it runs on. Open it there.",
)
_OTHER_SITE = Refusal(
    "403 Forbidden",
    "Logbook does not answer requests of other websites, except for links to its pages.",
)


def max_body_bytes(path: str) -> int:
    """Return how many bytes the body of a request to this path may have."""
    return BODY_LIMITS.get(path, MAX_BODY_BYTES)


def refusal(method: str, header: Header) -> Refusal | None:
    """Return why a request is not answered; None if it is."""
    host, origin = header("HOST"), header("ORIGIN")
    if not _TRUSTED_HOST.fullmatch(host):
        return _OTHER_HOST
    if is_from_another_site(header):
        return None if _opens_page(method, header) else _OTHER_SITE
    # Older browsers and scripts do not send Sec-Fetch-Site.
    is_foreign = origin and origin.partition("://")[2].lower() != host.lower()
    return _OTHER_SITE if is_foreign else None


def _opens_page(method: str, header: Header) -> bool:
    """Return whether the athlete follows a link, or Strava redirects them to Logbook."""
    return (
        method == "GET"
        and header("SEC_FETCH_MODE") == "navigate"
        and header("SEC_FETCH_DEST") == "document"
        and not header("SEC_PURPOSE")
    )


def is_from_another_site(header: Header) -> bool:
    """Return whether a page of another site has sent the browser here."""
    return header("SEC_FETCH_SITE") in _OTHER_SITES


def headers_of(environ: WSGIEnvironment) -> Header:
    """Return the function that returns the headers of a request."""
    return lambda name: environ.get(f"HTTP_{name}", "")


class Guard:
    """WSGI middleware that refuses requests, and adds security headers to responses without.

    It guards whatever serves the application, and whatever is mounted in it.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if not _is_loopback(environ.get("REMOTE_ADDR", "")):
            refused: Refusal | None = _OTHER_COMPUTER
        else:
            refused = refusal(method, headers_of(environ))
        if refused is not None:
            start_response(refused.status, list(refused.headers.items()))
            return [] if method == "HEAD" else [refused.body]

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            missing = [pair for pair in _HEADERS if pair[0].lower() not in names]
            return start_response(status, [*headers, *missing], *exc_info)

        return self._application(environ, start)


_HEADERS = list(security_headers().items())


def _is_loopback(address: str | None) -> bool:
    try:
        peer = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return peer.is_loopback
