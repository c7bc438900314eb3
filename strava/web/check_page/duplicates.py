"""Likely duplicates, two activities side by side, and what is left out already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...analysis.overlaps import Overlap
from .activities import Named

MOST = 30
"""The pairs that the page lists."""
MOST_LEFT_OUT = 100


class Pair(NamedTuple):
    """Two activities at the same time."""

    percent: int
    """How much of the shorter one both have in common."""
    activities: tuple[Named, Named]


class LeftOut(NamedTuple):
    """An activity that is left out, and one that counts and took place at the same time."""

    activity: Named
    partner: Named | None


def shown(pairs: Sequence[Overlap], left_out: Mapping[int, int | None]) -> list[int]:
    """Return the ids of the activities that are listed."""
    listed = [*left_out.items()][:MOST_LEFT_OUT]
    ids = [key for one in pairs[:MOST] for key in (one.first, one.second)]
    return [*ids, *(key for pair in listed for key in pair if key is not None)]


def build(pairs: Sequence[Overlap], activities: Mapping[int, Named]) -> list[Pair]:
    """Return the first pairs, the newest first."""
    return [
        Pair(min(100, round(100 * one.share)), (activities[one.first], activities[one.second]))
        for one in pairs[:MOST]
        if one.first in activities and one.second in activities
    ]


def build_left_out(
    left_out: Mapping[int, int | None], activities: Mapping[int, Named]
) -> list[LeftOut]:
    """Return the first activities that are left out, the newest first."""
    return [
        LeftOut(activities[key], activities.get(partner) if partner is not None else None)
        for key, partner in [*left_out.items()][:MOST_LEFT_OUT]
        if key in activities
    ]
