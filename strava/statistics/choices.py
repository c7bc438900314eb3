"""The parameters of the statistics: those of the table, and what to show of the activities."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

from werkzeug.datastructures import MultiDict

from ..analysis.periods import Unit
from ..table.filters import Filters
from ..table.nearest import hint
from ..table.parameters import Notice, excerpt, parse_filters
from .amounts import MEASURES
from .totals import BY


@dataclass(frozen=True)
class Choices:
    """What to show of the matching activities."""

    by: Unit = "month"
    """The length of the periods."""
    measure: str | None = None
    """The field of Amounts that charts show; None for the one that suits the activities."""

    def with_values(self, **values: Any) -> Choices:
        """Return choices with these values."""
        return replace(self, **values)

    def parameters(self) -> dict[str, str]:
        """Return the parameters of an address with these choices, without default values."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }


_ALLOWED = {"by": BY, "measure": MEASURES}


def parse_choices(parameters: MultiDict[str, str]) -> tuple[Filters, Choices, list[Notice]]:
    """Return the filters and the choices in an address, and a notice for what was ignored."""
    parameters = MultiDict(parameters)
    found: dict[str, str] = {}
    wrong: list[Notice] = []
    for name, allowed in _ALLOWED.items():
        text = (parameters.poplist(name) or [""])[0].strip()
        if text in allowed:
            found[name] = text
        elif text:
            like = hint([text], allowed)
            reason = f"“{excerpt(text)}” is not one of {', '.join(allowed)}{like}"
            wrong.append(Notice(reason, f"“{name}” was ignored"))
    filters, notices = parse_filters(parameters)
    choices = Choices(cast(Unit, found.get("by", Choices.by)), found.get("measure"))
    return filters, choices, [*wrong, *notices]
