"""The pages for what goes wrong; none shows a traceback."""

from __future__ import annotations

import logging

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from ..db.errors import storage_error
from . import current

log = logging.getLogger(__name__)

_TEXTS = {
    404: ("There is nothing at this address", "Perhaps it was mistyped, or the page has moved."),
    405: ("This address is for a form", "Go to the page with the form, and use its button."),
    413: ("That is more than Logbook takes", "Send less, and try again."),
}
_FORM_TOO_OLD = (
    "This form no longer fits",
    "It was opened before you signed in, or cookies are blocked. Nothing was changed. Open the "
    "page anew and use its button again.",
)
_GONE = (
    "The data has gone",
    "The database file was moved or deleted while Logbook runs. Put it back if you can, then end "
    "Logbook and start it again.",
)
_FAULT = (
    "Something went wrong in Logbook",
    "Nothing stored is lost. The log in the terminal says more; try again, and if it happens "
    "once more, report it with that log.",
)


def register(app: Flask) -> None:
    """Handle what routes and pages raise."""
    app.before_request(_data_is_there)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(InternalServerError, _fault)
    app.register_error_handler(HTTPException, _http)


def _data_is_there() -> tuple[str, int] | None:
    # SQLite would go on writing into a file that was deleted, and lose all of it at the end.
    file = current.logbook().settings.database_file
    if file is None or file.exists() or request.endpoint == "static":
        return None
    log.error("%s has gone", file)
    return _page(503, *_GONE)


def _csrf(error: CSRFError) -> tuple[str, int]:
    return _page(400, *_FORM_TOO_OLD)


def _database(error: SQLAlchemyError) -> tuple[str, int]:
    sentence = str(storage_error(error))
    log.error("%s", sentence)
    return _page(503, "The database cannot be used", sentence)


def _fault(error: InternalServerError) -> tuple[str, int]:
    # Flask has logged the traceback.
    return _page(500, *_FAULT)


def _http(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    title, text = _TEXTS.get(status, (error.name, error.description or ""))
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return *_page(status, title, text), {"Allow": ", ".join(methods)} if methods else {}


def _page(status: int, title: str, text: str) -> tuple[str, int]:
    # On its own, not even with what every template is given (which render_template asks for):
    # the frame around other pages may need what has just failed.
    template = current_app.jinja_env.get_template("error.html")
    return template.render(title=title, text=text, home=url_for("connect.index")), status
