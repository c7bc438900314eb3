"""Inserts rows, or updates those that are stored, in the language of either database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from .models import Base

DialectInsert = Callable[[Any], sqlite.Insert | postgresql.Insert]


def dialect_insert(bind: Session | Dialect) -> DialectInsert:
    """The `insert` that knows ON CONFLICT in this database's language."""
    dialect = bind.get_bind().dialect if isinstance(bind, Session) else bind
    return postgresql.insert if dialect.name == "postgresql" else sqlite.insert


def upsert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows by their primary key, or update what they name in those that are there.

    All rows name the same columns. They go to the driver as they are but for their types, which
    takes a third of the time of the general way; a first sync consists of little else.
    """
    if not rows:
        return
    connection = session.connection()
    statement, parameters = _upsert(table, tuple(rows[0]), connection.dialect)
    connection.exec_driver_sql(statement, [parameters(row) for row in rows])


@lru_cache
def _upsert(
    table: type[Base], names: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[dict[str, Any]], Any]]:
    """The statement for these columns, and what makes a row the parameters for it."""
    target = cast(Table, table.__table__)
    statement = dialect_insert(dialect)(target)
    keys = target.primary_key.columns.keys()
    updates = {name: statement.excluded[name] for name in names if name not in keys}
    compiled = statement.on_conflict_do_update(index_elements=keys, set_=updates).compile(
        dialect=dialect, column_keys=list(names)
    )
    convert = [
        (name, target.c[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in compiled.positiontup or names
    ]

    def positional(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple([to(row[name]) if to else row[name] for name, to in convert])

    def named(row: dict[str, Any]) -> dict[str, Any]:
        return {name: to(row[name]) if to else row[name] for name, to in convert}

    return str(compiled), positional if compiled.positional else named
