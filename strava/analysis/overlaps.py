"""Which stretches of time overlap so much that they are probably the same activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """When something was done, in seconds since any moment."""

    key: int
    start: float
    end: float


class Overlap(NamedTuple):
    """Two spans that overlap: the one that began first, the other one, and how much they share."""

    first: int
    second: int
    share: float
    """The part of the shorter one that both have in common, from 0 to 1."""


def overlapping(spans: Iterable[Span]) -> Iterator[Overlap]:
    """Yield each two spans of which the shorter one overlaps the other by more than half of itself.

    Spans are looked at by their start, beside those that have not ended by then. Of three spans
    that share a moment, two always overlap by more than half. So what is compared grows with what
    is found, and n spans with k such pairs take n log n + k steps. A span without a duration
    overlaps nothing.
    """
    lasting: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end, one.key)):
        if span.end <= span.start:
            continue
        lasting = [one for one in lasting if one.end > span.start]
        for one in lasting:
            common = min(one.end, span.end) - span.start
            shorter = min(one.end - one.start, span.end - span.start)
            if common > shorter / 2:
                yield Overlap(one.key, span.key, common / shorter)
        lasting.append(span)
