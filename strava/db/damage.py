"""Whether a damaged database explains an error that nobody expected.

SQLite notices only some kinds of damage. Others come back as text that is not a date, JSON
that does not parse, or a text where a number should be, and then fail anywhere in the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    NullPool,
    create_engine,
    func,
    inspect,
    literal,
    not_,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.types import Text

from ..errors import LogbookError, StorageError
from ..settings import Settings
from .base import Base, EnumText, UTCDateTime
from .errors import DAMAGED, storage_error

_LARGEST = 1e15
"""More than any distance, time or measurement."""
_CHANGE = 3
"""The length of the list that describes the change of a field: its name, from and to."""
_BYTES_PER_NUMBER = 4


@contextmanager
def database_errors(settings: Settings) -> Iterator[None]:
    """Turn errors whose reason is the database into a StorageError."""
    try:
        yield
    except Exception as error:
        reason = explain(error, lambda: settings)
        if reason is None or reason is error:
            raise
        raise reason from error


def explain(error: Exception, settings: Callable[[], Settings]) -> LogbookError | None:
    """Return the error to show for any other one; None if it is a bug of Logbook.

    `settings` returns those of the database, and is called only for an unexpected error.
    """
    if isinstance(error, LogbookError):
        return error
    if isinstance(error, SQLAlchemyError):
        return storage_error(error)
    return StorageError(DAMAGED) if is_damaged(settings()) else None


def is_damaged(settings: Settings) -> bool:
    """Return whether a SQLite database is damaged. This reads all of it."""
    if settings.database_file is None or not settings.database_file.exists():
        return False
    engine = create_engine(settings.database_url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("PRAGMA integrity_check(1)")) != "ok":
                return True
            return any(_has_wrong_value(connection, columns) for columns in _columns(connection))
    except OperationalError as error:
        return str(storage_error(error)) == DAMAGED
    except (SQLAlchemyError, UnicodeDecodeError):
        return True


def _columns(connection: Connection) -> Iterator[list[Column[Any]]]:
    """Yield the columns of each table. Before a migration, some do not exist yet."""
    for table in Base.metadata.sorted_tables:
        if inspect(connection).has_table(table.name):
            existing = {column["name"] for column in inspect(connection).get_columns(table.name)}
            yield [column for column in table.c if column.name in existing]


def _has_wrong_value(connection: Connection, columns: list[Column[Any]]) -> bool:
    query = select(literal(1)).where(or_(*(_is_wrong(column) for column in columns))).limit(1)
    return connection.scalar(query) is not None


@cache
def _is_wrong(column: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that Logbook never stores such a value in this column."""
    # Without the type of the column, its values are compared as SQLite has stored them.
    stored: ColumnElement[Any] = type_coerce(column, Text)
    is_wrong = or_(func.typeof(stored).not_in(_storage_classes(column)), *_wrong_content(column))
    is_missing = stored.is_(None)
    return is_missing | is_wrong if not column.nullable else not_(is_missing) & is_wrong


def _storage_classes(column: Column[Any]) -> tuple[str, ...]:
    match column.type:
        case Boolean() | Integer():
            return ("integer",)
        case Float():
            return ("real", "integer")
        case LargeBinary():
            return ("blob",)
        case _:
            return ("text",)


def _wrong_json(column: Column[Any], stored: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    # What Strava sends is stored as it is. Python reads these numbers, but SQLite does not.
    finite = func.replace(func.replace(stored, "NaN", "0"), "Infinity", "0")
    found, item = func.json_type(finite), func.json_each(finite).table_valued("type", "value")
    conditions: list[ColumnElement[bool]] = [func.json_valid(finite) == 0]
    if column.name == "body":
        kind = column.table.c.kind
        is_list = kind == "laps"
        is_object = kind.in_(("summary", "detail", "archive"))
        # The body of streams that are compressed is empty.
        is_packed = (kind == "streams") & (stored == "")
        return [
            not_(is_packed) & (func.json_valid(finite) == 0),
            is_list & found.not_in(("array", "null")),
            is_object & found.not_in(("object", "null")),
        ]
    if column.name == "report":
        return [*conditions, found != "object"]
    if column.name == "fields":
        is_wrong = or_(item.c.type != "array", func.json_array_length(item.c.value) != _CHANGE)
    else:
        types = ("integer", "real") if column.name == "bounds" else ("text",)
        is_wrong = item.c.type.not_in(types)
    has_wrong_item = select(literal(1)).select_from(item).where(is_wrong)
    return [*conditions, found != "array", has_wrong_item.correlate(column.table).exists()]


def _wrong_content(column: Column[Any]) -> list[ColumnElement[bool]]:
    stored: ColumnElement[Any] = type_coerce(column, Text)
    is_json = isinstance(column.type, JSON) or column.name == "body"
    conditions = _wrong_json(column, stored) if is_json else []
    match column.type:
        case Boolean():
            conditions.append(type_coerce(column, Integer).not_in((0, 1)))
        case Float():
            conditions.append(func.abs(stored) > literal(_LARGEST))
        case LargeBinary() if column.name in ("cells", "numbers"):
            conditions.append(func.length(stored) % _BYTES_PER_NUMBER != 0)
        case EnumText() as kind:
            conditions.append(stored.not_in([str(member) for member in kind.members]))
        case Date():
            # The modifier makes SQLite turn 31 February into a day of March.
            conditions += [func.date(stored, "+0 days").is_distinct_from(stored), stored < "0001"]
        case DateTime() | UTCDateTime():
            # SQLite rounds to milliseconds, so the last microseconds would be the next second.
            seconds = func.substr(stored, 1, 19)
            conditions += [
                func.datetime(seconds, "+0 days").is_distinct_from(seconds),
                func.substr(stored, 20).not_like(".______"),
                func.substr(stored, 21).op("GLOB")("*[^0-9]*"),
                stored < "0001",
            ]
    return conditions
