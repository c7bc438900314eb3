"""The page numbers that the pagination links to."""

from __future__ import annotations

import pytest

from strava.web.display.page_numbers import nearby_pages


@pytest.mark.parametrize(
    ("number", "pages", "linked"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 6, [1, 2, 3, None, 6]),
        (6, 12, [1, None, 4, 5, 6, 7, 8, None, 12]),
        (12, 12, [1, None, 10, 11, 12]),
    ],
)
def test_first_last_and_nearby_pages_are_linked(
    number: int, pages: int, linked: list[int | None]
) -> None:
    assert nearby_pages(number, pages) == linked


@pytest.mark.parametrize(
    ("number", "pages", "linked"),
    [
        (1, 5, [1, 2, 3, 4, 5]),
        (5, 5, [1, 2, 3, 4, 5]),
        (5, 10, [1, 2, 3, 4, 5, 6, 7, None, 10]),
        (6, 10, [1, None, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_gap_never_replaces_a_single_page(
    number: int, pages: int, linked: list[int | None]
) -> None:
    assert nearby_pages(number, pages) == linked
