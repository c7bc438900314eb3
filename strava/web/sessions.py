"""The sessions of browsers, in signed cookies."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class CookieSessions(SecureCookieSessionInterface):
    """Sessions that last as long as the browser keeps their cookie.

    Flask discards a cookie from the future, and with it the sign-in and the open forms of a
    browser, if the clock of this computer was ahead and was put right.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session in the cookie; an empty one if its signature is wrong."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            return self.session_class(serializer.loads(cookie))
        except BadSignature:
            return self.session_class()
