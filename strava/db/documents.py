"""The stored JSON of an activity. Streams, which are large, are stored compressed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from ..errors import StorageError
from . import archived
from .archived import CUT, FROM_API
from .compression import LEVEL
from .errors import DAMAGED
from .models import ArchivedActivity, Document
from .upsert import upsert

NO_DOCUMENT = "null"
"""The body that is stored if Strava responded that there is no such document."""

STREAMS = "streams"

FAILURE = "failure"
"""The kind of document that says why Strava could not send the details, and when."""


def stored_documents(session: Session, activity_id: int) -> dict[str, Any]:
    """Return an activity's documents from Strava by kind, oldest first, without its streams.

    Kinds that Strava does not have for this activity are omitted.
    """
    rows = session.execute(
        select(Document.kind, Document.body)
        .where(
            Document.activity_id == activity_id,
            Document.kind.not_in((STREAMS, FAILURE)),
            Document.body != NO_DOCUMENT,
        )
        # If both are equally old, the detail comes last because it contains more.
        .order_by(Document.fetched_at, Document.kind != "summary")
    )
    return {kind: json.loads(body) for kind, body in rows}


def merged_fields(documents: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the summary and the detail in `stored_documents`. The newer one wins.

    What both lack is that of the archive. Its laps are left out if the API has sent some.
    """
    fields: dict[str, Any] = {}
    for kind, document in documents.items():
        if kind in ("summary", "detail") and isinstance(document, dict):
            fields |= document
    from_archive = archived.fields(documents.get(archived.KIND))
    if documents.get("laps") is not None:
        from_archive.pop("laps", None)
    return archived.filled(fields, from_archive)


def stored_streams(session: Session, activity_id: int) -> Any:
    """Return the streams of an activity as Strava sent them; None if there are none.

    Raises StorageError if they are damaged.
    """
    row = session.execute(
        select(Document.body, Document.packed).where(_are_streams_of(activity_id))
    ).first()
    if row is None:
        return None
    try:
        return json.loads(row.body if row.packed is None else zlib.decompress(row.packed))
    except (ValueError, TypeError, RecursionError, zlib.error):
        raise StorageError(DAMAGED) from None


class Origin(NamedTuple):
    """When a document was fetched, and `Document.source`."""

    fetched_at: datetime
    source: str


def streams_origin(session: Session, activity_id: int) -> Origin | None:
    """Return where the streams of an activity come from; None if they were not fetched."""
    query = select(Document.fetched_at, Document.source).where(_are_streams_of(activity_id))
    row = session.execute(query).first()
    return None if row is None else Origin(row.fetched_at, row.source)


def is_cut(session: Session, activity_id: int) -> bool:
    """Return whether the streams of an activity are a part of what its device has recorded."""
    origin = streams_origin(session, activity_id)
    return origin is not None and origin.source == CUT


def compressed(session: Session, activity_id: int) -> bytes | None:
    """Return streams that are stored as text, compressed; None if there are none."""
    as_text = (_are_streams_of(activity_id), Document.packed.is_(None))
    body = session.scalar(select(Document.body).where(*as_text, Document.body != NO_DOCUMENT))
    return None if body is None else zlib.compress(body.encode(), LEVEL)


def store_streams(
    session: Session, activity_id: int, packed: bytes | None, source: str, fetched_at: datetime
) -> None:
    """Store compressed streams, or that there are none. The caller commits.

    `source` is as in Document.
    """
    row = {
        "activity_id": activity_id,
        "kind": STREAMS,
        "body": NO_DOCUMENT if packed is None else "",
        "packed": packed,
        "source": source,
        "fetched_at": fetched_at,
    }
    upsert(session, Document, [row])


def pack(session: Session, activity_id: int, packed: bytes, fetched_at: datetime) -> None:
    """Replace the text of streams, unless newer ones have arrived. The caller commits."""
    session.execute(
        update(Document)
        .where(_are_streams_of(activity_id), Document.fetched_at == fetched_at)
        .values(body="", packed=packed)
        .execution_options(synchronize_session=False)
    )


def _are_streams_of(activity_id: int) -> ColumnElement[bool]:
    return and_(Document.activity_id == activity_id, Document.kind == STREAMS)


def has_streams(session: Session, activity_id: int) -> bool:
    """Return whether streams of an activity are stored, without reading them."""
    query = select(Document.activity_id).where(
        Document.activity_id == activity_id,
        Document.kind == STREAMS,
        Document.body != NO_DOCUMENT,
    )
    return session.execute(query).first() is not None


def store_documents(
    session: Session, activity_id: int, bodies: dict[str, str], fetched_at: datetime
) -> None:
    """Store documents of the API by kind. The caller commits.

    `fetched_at` is the time before the request was sent: a change after it may be missing. If
    Strava has no streams, those of an archive stay.
    """
    if bodies.get(STREAMS) == NO_DOCUMENT and _keep_archived_streams(
        session, activity_id, fetched_at
    ):
        bodies = {kind: body for kind, body in bodies.items() if kind != STREAMS}
    if STREAMS in bodies:
        _forget_cut(session, activity_id)
    rows = [
        {
            "activity_id": activity_id,
            "kind": kind,
            "source": FROM_API,
            "fetched_at": fetched_at,
            **_content(kind, body),
        }
        for kind, body in bodies.items()
    ]
    upsert(session, Document, rows)


def _keep_archived_streams(session: Session, activity_id: int, asked_at: datetime) -> bool:
    """Note that Strava has no streams; return whether there are some of an archive."""
    kept = session.execute(
        update(Document)
        .where(
            _are_streams_of(activity_id),
            Document.source != FROM_API,
            Document.body != NO_DOCUMENT,
        )
        .values(fetched_at=asked_at)
        .returning(Document.activity_id)
        .execution_options(synchronize_session=False)
    )
    return kept.first() is not None


def _forget_cut(session: Session, activity_id: int) -> None:
    """Forget where the recording of an archive was cut, which the API's replaces."""
    session.execute(
        update(ArchivedActivity)
        .where(ArchivedActivity.activity_id == activity_id)
        .values(cut_from=None, cut_to=None)
        .execution_options(synchronize_session=False)
    )


def _content(kind: str, body: str) -> dict[str, Any]:
    """Return the columns that a body is stored in."""
    if kind != STREAMS or body == NO_DOCUMENT:
        return {"body": body, "packed": None}
    return {"body": "", "packed": zlib.compress(body.encode(), LEVEL)}


def outdate_future(session: Session, activity_ids: Sequence[int], now: datetime) -> None:
    """Let a change at `now` be newer than documents that a clock ahead dated into the future.

    The caller commits.
    """
    session.execute(
        update(Document)
        .where(
            Document.activity_id.in_(activity_ids),
            Document.kind != "summary",
            Document.fetched_at > now,
        )
        .values(fetched_at=now - timedelta(seconds=1))
        .execution_options(synchronize_session=False)
    )
