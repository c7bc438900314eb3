"""Stores items together, and one by one if one of them cannot be stored."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from ..db.damage import explain
from ..errors import LogbookError
from ..sync.context import Interrupted, RunContext

log = logging.getLogger(__name__)

Item = TypeVar("Item")
_ABOUT_VALUES = (DataError, IntegrityError)
"""Errors of the database that are about what is stored, and not about the database."""


def store_each(
    context: RunContext,
    items: Sequence[Item],
    store: Callable[[Sequence[Item]], None],
    pass_over: Callable[[Item], None],
) -> None:
    """Store items in one transaction; if that fails, each in one of its own.

    `pass_over` is called for an item that cannot be stored even so. Raises what the database
    raises if it cannot be used, and Interrupted.
    """
    try:
        store(items)
    except (Interrupted, LogbookError):
        raise
    except Exception as error:
        is_about_values = isinstance(error, _ABOUT_VALUES)
        if not is_about_values and explain(error, lambda: context.logbook.settings) is not None:
            raise
        for item in items:
            _store_alone(item, store, pass_over)


def _store_alone(
    item: Item, store: Callable[[Sequence[Item]], None], pass_over: Callable[[Item], None]
) -> None:
    try:
        store([item])
    except (Interrupted, LogbookError):
        raise
    except Exception as error:
        if isinstance(error, SQLAlchemyError) and not isinstance(error, _ABOUT_VALUES):
            raise
        log.exception("A part of an archive cannot be stored")
        pass_over(item)
