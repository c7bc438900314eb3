"""The parameters of a request, in every form in which clients of Strava send them.

Libraries differ: some send a form, some JSON, some a query; Python writes `True` where JavaScript
writes `true`; lists are separated by commas or by spaces.
"""

from __future__ import annotations

import re

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from . import faults

_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


class IdConverter(IntegerConverter):
    """Matches the IDs in addresses: whole numbers of up to 64 bits."""

    regex = "[0-9]{1,19}"


def parameters() -> MultiDict[str, str]:
    """Return all parameters: first those of the form, then of a JSON object, then of the query.

    Raise Fault if the body claims to be JSON and is not an object.
    """
    values = MultiDict(request.form)
    if request.is_json and request.get_data():
        document = request.get_json()
        if not isinstance(document, dict):
            raise faults.bad_request("Application", "body")
        values.update({name: str(value) for name, value in document.items() if value is not None})
    values.update(request.args)
    return values


def credentials() -> tuple[str | None, str | None]:
    """Return the client ID and secret: from the parameters, otherwise from HTTP Basic.

    Source: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    """
    sent = parameters()
    basic = request.authorization
    if "client_secret" not in sent and basic is not None and basic.type == "basic":
        return basic.username, basic.password
    return sent.get("client_id"), sent.get("client_secret")


def bearer_token() -> str | None:
    """Return the access token of the header `Authorization`, or None."""
    header = request.authorization
    return header.token if header is not None and header.type == "bearer" else None


def flag(name: str, resource: str) -> bool:
    """Return a parameter of the query that is true or false, in any spelling; absent is false.

    Raise Fault for `resource` if it is neither.
    """
    value = _FLAGS.get(request.args.get(name, "").lower())
    if value is None:
        raise faults.bad_request(resource, name)
    return value


def number(name: str) -> int | None:
    """Return a parameter of the query that is a whole number, or None; raise Fault for others."""
    text = request.args.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,20}", text):
        raise faults.bad_request("Application", name)
    return int(text)


def words(values: list[str]) -> list[str]:
    """Return the words of a list: separated by commas or spaces, and possibly repeated."""
    return [word for value in values for word in re.split(r"[\s,]+", value) if word]
