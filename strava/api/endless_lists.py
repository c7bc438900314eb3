"""Notices a list that does not end, so that it does not use up the calls of every window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import coerce
from ..errors import EndlessList

MAX_WITHOUT_NEW = 600
"""This many places in a row, three full pages, may hold nothing new. Uploads during a walk move
the list down, so that a page or two may repeat what was before them."""

MAX_LENGTH = 200_000
"""The most places of a list: ten activities a day for over fifty years."""


class EndlessListCheck:
    """Looks at the parts of a list of objects with an id, in the order in which they arrive."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._places_without_new = 0

    def check(self, start: int, end: int, items: Iterable[tuple[Any, str]]) -> None:
        """Look at the items between two places; raises EndlessList.

        Items without an id are nothing new: nothing distinguishes them.
        """
        ids = {coerce.identifier(item.get("id")) for item, _ in items if isinstance(item, dict)}
        new = {one for one in ids if one is not None} - self._seen
        self._seen |= new
        self._places_without_new = 0 if new else self._places_without_new + end - start
        if self._places_without_new >= MAX_WITHOUT_NEW or end > MAX_LENGTH:
            raise EndlessList
