"""The page numbers that the pagination links to."""

from __future__ import annotations

_MAX_DISTANCE = 2


def nearby_pages(number: int, pages: int) -> list[int | None]:
    """Return the first page, those around `number`, and the last one. None marks a gap.

    A gap never replaces a single page, because its number needs no more room than the gap.
    """
    around = range(max(1, number - _MAX_DISTANCE), min(pages, number + _MAX_DISTANCE) + 1)
    linked: list[int | None] = []
    previous = 0
    for page in sorted({1, *around, pages}):
        if page - previous == 2:
            linked.append(page - 1)
        elif page - previous > 2:
            linked.append(None)
        linked.append(page)
        previous = page
    return linked
