"""What an error says about the proxy that this computer is set to use."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import MaxRetryError

from ..errors import Unavailable

_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_WITH_A_PROXY = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)
"""Errors that concern the proxy if there is one: the addresses of Strava are valid."""
_REASONS = {
    ("407", "authentication"): "asks for a user name and password, or does not accept the ones it "
    "got. Set HTTPS_PROXY to an address with them, such as http://USER:PASSWORD@HOST:PORT.",
    ("refused",): "refuses connections. Start it, or correct its address in HTTPS_PROXY.",
    (
        "resolve",
        "getaddrinfo",
        "name or service",
        "nodename",
    ): "cannot be found. Check the network, and the name in HTTPS_PROXY.",
    ("timed out", "timeout"): "did not answer in time. Check that it runs, and its address in "
    "HTTPS_PROXY.",
    ("missing dependencies",): "needs the package PySocks, which is not installed. Run "
    ".venv/bin/python -m pip install -r requirements.txt.",
}


def proxy_error(error: Exception, url: str) -> Unavailable | None:
    """Return the error to raise if the proxy for `url` has failed, or None if it has not.

    The message names the proxy's host and port, and never its user and password.
    """
    proxy = select_proxy(url, get_environ_proxies(url))
    if not _is_about_the_proxy(error, proxy):
        return None
    host, scheme = _parts(proxy)
    name = f"The proxy {host}" if host else "The proxy"
    if scheme not in _SCHEMES:
        return Unavailable(
            f"{name} has an address that starts with {scheme}://. Correct HTTPS_PROXY, HTTP_PROXY "
            f"or ALL_PROXY: it must start with http://, https:// or socks5h://."
        )
    text = str(error).lower()
    for signs, reason in _REASONS.items():
        if any(sign in text for sign in signs):
            return Unavailable(f"{name} {reason}")
    return Unavailable(
        f"{name} does not let Logbook reach Strava. Check it, and its address in HTTPS_PROXY, "
        "HTTP_PROXY or ALL_PROXY."
    )


def _is_about_the_proxy(error: Exception, proxy: str | None) -> bool:
    if isinstance(error, requests.exceptions.ProxyError):
        return True
    if proxy is None or isinstance(error, requests.exceptions.SSLError):
        return False
    _, scheme = _parts(proxy)
    if scheme not in _SCHEMES or isinstance(error, _WITH_A_PROXY):
        return True
    # PySocks opens the connection, so requests does not know that a proxy has failed.
    is_connection = isinstance(error, requests.exceptions.ConnectionError) and error.args
    return bool(
        scheme.startswith("socks") and is_connection and isinstance(error.args[0], MaxRetryError)
    )


def _parts(proxy: str | None) -> tuple[str, str]:
    """Return the host with its port, without user and password, and the scheme."""
    address = proxy or ""
    try:
        # requests assumes http for an address without a scheme.
        parts = urlsplit(address if "://" in address else f"http://{address}")
    except ValueError:
        return "", "http"
    return parts.netloc.rpartition("@")[2], parts.scheme
