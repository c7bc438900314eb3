"""Tabs of the browser that tests use one after another: opening a new one takes half of a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Browser, Page
from werkzeug.wsgi import ClosingIterator

from .steps import Watch

TIMEOUT = 60_000
"""Milliseconds that a test waits for an element or a page."""

EMPTY = "/empty-page-between-tests"
VIEWPORT = {"width": 1280, "height": 720}
EMULATED = ("color_scheme", "reduced_motion", "forced_colors")
KEPT: tuple[dict[str, Any], ...] = ({}, {"java_script_enabled": False})
"""The options of the contexts that other tests can use, too."""


class Stage:
    """The application of the running test, at an address that is the same for all tests.

    So the browser keeps the scripts and stylesheets, whose addresses change with their content.
    """

    url = ""

    def __init__(self) -> None:
        self._app: Any = None
        self._requests = 0
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._app is None or environ["PATH_INFO"] == EMPTY:
            start_response("200 OK", [("Content-Type", "text/html")])
            return [b"<link rel=icon href=data:,><script>localStorage.clear()</script>"]
        with self._changed:
            self._requests += 1
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._end_request()
            raise
        return ClosingIterator(answer, [self._end_request])

    def enter(self, app: Any) -> None:
        """Answer all requests with an application."""
        self._app = app

    def leave(self) -> None:
        """Wait until the application has answered the requests that came, and take it away."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._requests, timeout=30)
            self._app = None

    def _end_request(self) -> None:
        with self._changed:
            self._requests -= 1
            self._changed.notify_all()


class Tab:
    """A page in a context of its own."""

    def __init__(self, browser: Browser, base_url: str, options: dict[str, Any]) -> None:
        self.options = options
        self._context = browser.new_context(base_url=base_url, viewport=VIEWPORT, **options)  # type: ignore[arg-type]
        self._context.set_default_timeout(TIMEOUT)
        self.page = self._context.new_page()
        self._devtools = self._context.new_cdp_session(self.page)

    def prepare(self, watch: Watch, emulated: dict[str, Any], viewport: Any) -> Page:
        """Return the page with a window of this size, and report its errors to the watch."""
        watch.listen_to(self._context)
        self.page.bring_to_front()
        if emulated:
            self.page.emulate_media(**emulated)
        if viewport:
            self.page.set_viewport_size(viewport)
        return self.page

    def clear(self, watch: Watch) -> None:
        """Forget all that a test has left behind."""
        for page in self._context.pages:
            if page is not self.page:
                page.close()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto(EMPTY)
        watch.stop_listening(self._context)
        self._context.clear_cookies()
        # Session storage belongs to the tab, and the mouse stays where it was.
        self.page.evaluate("sessionStorage.clear()")
        self.page.mouse.move(-10, -10)
        self.page.emulate_media(
            media="null",
            **dict.fromkeys(EMULATED, "null"),  # type: ignore[arg-type]
        )
        self.page.set_viewport_size(VIEWPORT)  # type: ignore[arg-type]
        self._devtools.send("Page.resetNavigationHistory")

    def close(self) -> None:
        self._context.close()


class Tabs:
    """The tabs of a browser, and those of them that no test is using."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._open: Callable[[dict[str, Any]], Tab] = lambda options: Tab(
            browser, base_url, options
        )
        self._free: list[Tab] = []

    def take(self, options: dict[str, Any], *, fresh: bool) -> Tab:
        """Return a tab whose context has these options, and if it is fresh, a new one."""
        for tab in self._free:
            if tab.options == options and not fresh:
                self._free.remove(tab)
                return tab
        return self._open(options)

    def give_back(self, tab: Tab, watch: Watch, *, keep: bool) -> None:
        """Close a tab, or keep it for other tests, if they may want its options."""
        if keep and tab.options in KEPT:
            tab.clear(watch)
            self._free.append(tab)
        else:
            tab.close()
