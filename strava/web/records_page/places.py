"""Where efforts are on the pages of their activities, and on which day they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...db.models import Activity
from ...statistics.contenders import BestEffort
from .. import stretches

_BATCH_SIZE = 5000


class Link(NamedTuple):
    """A text with an address."""

    text: str
    address: str


@dataclass(frozen=True)
class Places:
    """The activities that have records."""

    path: str
    """The address of an activity, without its id."""
    names: Mapping[int, str]

    def activity(self, activity_id: int) -> str:
        """Return the address of an activity."""
        return f"{self.path}{activity_id}"

    def stretch(self, effort: BestEffort) -> str:
        """Return the address of an effort: its stretch on the page of the activity."""
        path = self.activity(effort.activity_id)
        link = stretches.link(effort.start, effort.end, path=path)
        return path if link is None else link.address


def load_names(session: Session, activity_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of activities by their ids."""
    ids = sorted(activity_ids)
    names: dict[int, str] = {}
    for first in range(0, len(ids), _BATCH_SIZE):
        query = select(Activity.id, Activity.name).where(
            Activity.id.in_(ids[first : first + _BATCH_SIZE])
        )
        names |= {row[0]: row[1] for row in session.connection().execute(query)}
    return names


def day(moment: str | None) -> date | None:
    """Return the day of a time in ISO 8601."""
    return None if moment is None else date.fromisoformat(moment[:10])
