"""Stores figures by table, row and size, and formats them as table cells."""

from __future__ import annotations

from collections.abc import Sequence

Figure = float | str
"""A measured number, or the reason why there is none."""


class Results:
    """The figures of a benchmark."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self._figures: dict[tuple[str, str, int], Figure] = {}

    def add(self, table: str, row: str, size: int, figure: Figure) -> None:
        """Store a figure."""
        self._figures[table, row, size] = figure

    def by_size(self, table: str, row: str, digits: int) -> list[str]:
        """Return a cell for each size, and the ratio of the largest size to the smallest."""
        figures = [self._figures[table, row, size] for size in self.sizes]
        cells = [format_figure(figure, digits) for figure in figures]
        return [*cells, format_ratio(figures[-1], figures[0])]

    def compared(self, table: str, other: str, row: str) -> str:
        """Return the ratio of another table's figure to this one's at the largest size."""
        size = self.sizes[-1]
        return format_ratio(self._figures[other, row, size], self._figures[table, row, size])

    def at_largest_size(self, table: str, row: str, digits: int) -> str:
        """Return the cell of the largest size."""
        return format_figure(self._figures[table, row, self.sizes[-1]], digits)


def format_figure(figure: Figure, digits: int) -> str:
    """Format a figure with this number of decimal places, or return why there is none."""
    return figure if isinstance(figure, str) else f"{figure:.{digits}f}"


def format_ratio(numerator: Figure, denominator: Figure) -> str:
    """Format the ratio of two figures, or return a dash if one was not measured."""
    if isinstance(numerator, str) or isinstance(denominator, str) or not denominator:
        return "–"
    return f"{numerator / denominator:.1f}"
