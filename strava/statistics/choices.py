"""The parameters of the statistics: those of the table, and what to show of the activities."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from ..table import parsers
from ..table.filters import Filters
from ..table.nearest import hint
from ..table.parameters import Notice, excerpt, parse_filters
from .amounts import MEASURES
from .totals import BY


@dataclass(frozen=True)
class Choices:
    """What to show of the matching activities."""

    by: str = "month"
    """The length of the periods: one of totals.BY, or of EXPORTED_BY in exports."""
    measure: str | None = None
    """The field of Amounts that charts show; None for the one that suits the activities."""

    bars: str = "stacked"
    """One of BARS: whether the bars of periods are stacked by group of sports."""
    days: int | None = None
    """The year whose days a table lists; None for the latest."""

    def with_values(self, **values: Any) -> Choices:
        """Return choices with these values."""
        return replace(self, **values)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of an address with these choices, without default values."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }


BARS = ("stacked", "one")
EXPORTED_BY = (*("day", *BY), "weekday", "hour", "gear")
"""What the rows of exports can be."""


def parse_choices(
    parameters: MultiDict[str, str], by: tuple[str, ...] = BY
) -> tuple[Filters, Choices, list[Notice]]:
    """Return the filters and the choices in an address, and a notice for what was ignored.

    `by` has the values that the parameter of this name can have.
    """
    parameters = MultiDict(parameters)
    found: dict[str, Any] = {}
    wrong: list[Notice] = []
    for name, allowed in (("by", by), ("measure", MEASURES), ("bars", BARS), ("days", ())):
        text = (parameters.poplist(name) or [""])[0].strip()
        if text in allowed:
            found[name] = text
        elif name == "days" and parsers.year(text):
            found[name] = int(text)
        elif text:
            expected = f"one of {', '.join(allowed)}" if allowed else "a year"
            reason = f"“{excerpt(text)}” is not {expected}{hint([text], allowed)}"
            wrong.append(Notice(reason, f"“{name}” was ignored"))
    filters, notices = parse_filters(parameters)
    return filters, Choices(**found), [*wrong, *notices]
