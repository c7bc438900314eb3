"""What all tables share: the base class, column types, and the names of constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from .enums import RunKind, RunState, WaitReason


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime in Python, stored in UTC without a time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Convert an aware datetime to UTC and drop its time zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Mark a stored datetime as UTC."""
        return value.replace(tzinfo=UTC) if value else None


class EnumText(TypeDecorator[StrEnum]):
    """A member of an enumeration in Python, stored as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Any) -> str | None:
        """Convert a member to its text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        """Convert a stored text to the member."""
        return None if value is None else self.members(value)


class Base(DeclarativeBase):
    """The base class of the tables."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            # Strava's ids exceed 2^31. SQLite's INTEGER has 64 bits, and an INTEGER primary key
            # needs no index of its own.
            int: BigInteger().with_variant(Integer, "sqlite"),
            str: Text,
            datetime: UTCDateTime,
            **{members: EnumText(members) for members in (RunKind, RunState, WaitReason)},
        },
    )
