"""Error pages. Each says what happened and what to do next; none shows a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from waitress.channel import ClientDisconnected
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from ..db.damage import explain, is_damaged
from ..db.errors import DAMAGED, storage_error
from ..errors import StorageError
from ..settings import Settings
from . import current

log = logging.getLogger(__name__)

_TEXTS = {
    404: (
        "There is nothing at this address",
        "Check the address for typos. The page may also have moved.",
    ),
    405: (
        "This address only accepts forms",
        "Go to the page with the form, and use its button.",
    ),
    413: ("This is more than Logbook accepts", "Send less, and try again."),
}
_FORM_EXPIRED = (
    "This form is no longer valid",
    "It was opened before you signed in, or your browser blocks cookies. Nothing was changed. "
    "Open the page again, and use its button.",
)
_DATABASE_MISSING = (
    "The database file is missing",
    "It was moved or deleted while Logbook is running. Put it back if you can, then stop Logbook "
    "and start it again.",
)
_UNUSABLE = "The database cannot be used"
_INTERNAL_ERROR = (
    "Something went wrong in Logbook",
    "Nothing stored is lost. Try again. If it happens again, report it with the log in the "
    "terminal, which says more.",
)


def register(app: Flask) -> None:
    """Show a page for every error that a view raises."""
    app.before_request(_check_redirect)
    app.before_request(_check_database_file)
    app.after_request(_check_first_piece)
    app.register_error_handler(CSRFError, _handle_csrf_error)
    app.register_error_handler(Exception, _handle_unexpected_error)
    app.register_error_handler(SQLAlchemyError, _handle_database_error)
    app.register_error_handler(StorageError, _handle_storage_error)
    app.register_error_handler(InternalServerError, _handle_internal_error)
    app.register_error_handler(HTTPException, _handle_http_error)


def _check_redirect() -> tuple[str, int] | None:
    # A path with a line break, which Werkzeug would put into the header with the new address.
    redirect = request.routing_exception
    if isinstance(redirect, RequestRedirect) and not redirect.new_url.isprintable():
        return _error_page(404, *_TEXTS[404])
    return None


def _check_database_file() -> tuple[str, int] | None:
    # SQLite keeps writing to a deleted file, and loses all of it when the file is closed.
    file = current.logbook().settings.database_file
    if file is None or file.exists() or request.endpoint == "static":
        return None
    log.error("The database file %r is missing", str(file))
    return _error_page(503, *_DATABASE_MISSING)


def _check_first_piece(response: Response) -> Response:
    """Answer with an error page if the database fails at the first piece of a streamed response.

    After that, the status has been sent, and all that is left is to end the response early.
    """
    if not response.is_streamed or response.direct_passthrough:
        return response
    pieces = iter(response.response)
    if (close := getattr(response.response, "close", None)) is not None:
        # Of a file, or of an export that reads from the database.
        response.call_on_close(close)
    try:
        first = [next(pieces)]
    except StopIteration:
        first = []
    except Exception as error:
        reason = explain(error, lambda: current.logbook().settings)
        if reason is None:
            raise
        log.error("%s", reason)
        return current_app.make_response(_error_page(503, _UNUSABLE, str(reason)))
    response.response = chain(first, _rest(pieces, current.logbook().settings))
    return response


def _rest(pieces: Iterator[Any], settings: Settings) -> Iterator[Any]:
    try:
        yield from pieces
    except Exception as error:
        reason = explain(error, lambda: settings)
        if reason is None:
            raise
        log.error("An export ended early: %s", reason)
        # Waitress then closes the connection, so that the browser knows that something is missing.
        raise ClientDisconnected from None


def _handle_csrf_error(error: CSRFError) -> tuple[str, int]:
    return _error_page(400, *_FORM_EXPIRED)


def _handle_unexpected_error(error: Exception) -> tuple[str, int]:
    if not is_damaged(current.logbook().settings):
        # A bug: Flask logs its traceback, and shows the page for an internal error.
        raise error
    log.error("%s", DAMAGED)
    return _error_page(503, _UNUSABLE, DAMAGED)


def _handle_database_error(error: SQLAlchemyError) -> tuple[str, int]:
    sentence = str(storage_error(error))
    log.error("%s", sentence)
    return _error_page(503, _UNUSABLE, sentence)


def _handle_storage_error(error: StorageError) -> tuple[str, int]:
    log.error("%s", error)
    return _error_page(503, "Logbook cannot use its files", str(error))


def _handle_internal_error(error: InternalServerError) -> tuple[str, int]:
    # Flask has logged the traceback.
    return _error_page(500, *_INTERNAL_ERROR)


def _handle_http_error(
    error: HTTPException,
) -> tuple[str, int, dict[str, str]] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    title, text = _TEXTS.get(status, (error.name, error.description or ""))
    if isinstance(error, NotFound) and error.description != NotFound.description:
        # A view says what is missing.
        text = error.description or ""
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    headers = {"Allow": ", ".join(methods)} if methods else {}
    return *_error_page(status, title, text), headers


def _error_page(status: int, title: str, text: str) -> tuple[str, int]:
    # render_template would call the context processor of the layout, which may depend on what
    # has just failed. This template needs none of its variables.
    template = current_app.jinja_env.get_template("error.html")
    return template.render(title=title, text=text, home=url_for("connect.index")), status
