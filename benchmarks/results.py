"""What was measured: kept by table, row and size, and written as the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence

Measured = float | str
"""A figure, or why there is none."""


class Results:
    """What was measured, by table, row and size."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._measured: dict[tuple[str, str, int], Measured] = {}

    def add(self, table: str, row: str, size: int, measured: Measured) -> None:
        """Keep a figure."""
        self._measured[table, row, size] = measured

    def by_size(self, table: str, row: str, digits: int) -> list[str]:
        """A cell a size, and the ratio of the largest to the smallest."""
        measured = [self._measured[table, row, size] for size in self._sizes]
        return [*(cell(one, digits) for one in measured), ratio(measured[-1], measured[0])]

    def beside(self, table: str, other: str, row: str) -> str:
        """The ratio of another table's figure to this one's, at the largest size."""
        size = self._sizes[-1]
        return ratio(self._measured[other, row, size], self._measured[table, row, size])

    def largest(self, table: str, row: str, digits: int) -> str:
        """The cell of the largest size."""
        return cell(self._measured[table, row, self._sizes[-1]], digits)


def cell(measured: Measured, digits: int) -> str:
    """A figure with so many decimals, or why there is none."""
    return measured if isinstance(measured, str) else f"{measured:.{digits}f}"


def ratio(above: Measured, below: Measured) -> str:
    """How many times the one is the other, where both were measured."""
    if isinstance(above, str) or isinstance(below, str) or not below:
        return "–"
    return f"{above / below:.1f}"
