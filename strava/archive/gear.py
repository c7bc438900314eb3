"""The gear that the table of an archive names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import coerce
from ..db import archived_gear
from ..db.models import Gear
from .tables.rows import Row


class GearIds:
    """Finds the ids of gear by its name, and stores what is new."""

    def __init__(self, session: Session, athlete_id: int) -> None:
        self._session = session
        self._athlete_id = athlete_id
        self._ids: dict[str, list[str]] = {}
        query = select(Gear.id, Gear.name).where(Gear.athlete_id == athlete_id)
        for gear_id, name in session.execute(query.order_by(Gear.id)):
            self._ids.setdefault(archived_gear.key(name), []).append(gear_id)

    def of(self, row: Row) -> str | None:
        """Return the id of the gear of a row; None if it has none.

        Of several with the same name, it is the one whose id the row has.
        """
        name = coerce.short_text(row.gear_name)
        if name is None:
            known = {gear_id for ids in self._ids.values() for gear_id in ids}
            return row.gear_key if row.gear_key in known else None
        ids = self._ids.get(archived_gear.key(name), [])
        if not ids:
            ids = [self.add(name)]
        return row.gear_key if row.gear_key in ids else ids[-1]

    def add(self, name: str) -> str:
        """Store gear that only the archive names, unless its name is known; return its id."""
        ids = self._ids.setdefault(archived_gear.key(name), [])
        if not ids:
            ids.append(archived_gear.gear_id(self._athlete_id, name))
            self._store(ids[0], name)
        return ids[0]

    def name(self, gear_id: str, name: str | None) -> None:
        """Name gear that the API has mentioned without a name.

        It keeps having none if the name is that of other gear at Strava: the activity has been
        given other gear since.
        """
        named = coerce.short_text(name)
        if named is None or archived_gear.is_made_up(gear_id):
            return
        if any(gear_id in ids for ids in self._ids.values()):
            return
        ids = self._ids.setdefault(archived_gear.key(named), [])
        if all(map(archived_gear.is_made_up, ids)):
            self._store(gear_id, named)
            archived_gear.replace(self._session, self._athlete_id, gear_id, named)
            ids[:] = [gear_id]

    def _store(self, gear_id: str, name: str) -> None:
        self._session.merge(Gear(id=gear_id, athlete_id=self._athlete_id, name=name))
        self._session.flush()
