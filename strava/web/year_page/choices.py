"""The parameters of a year: which sports count, and what is shown of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from ...statistics.amounts import MEASURES
from ...table.filters import Filters
from ...table.nearest import hint
from ...table.parameters import MAX_NOTICES, Notice, excerpt, parse_filters

NAMES, MAP, PRIVATE = "names", "map", "private"
SHOW = {
    NAMES: "Names of activities",
    MAP: "Map of the routes",
    PRIVATE: "Activities that only you can see",
}
"""What is shown only if it is chosen."""
THEMES = {"light": "Light", "dark": "Dark"}
"""The colors of the picture."""
SPORTS = ("sport", "group")
"""The parameters of the table that a year has too."""


@dataclass(frozen=True)
class Choices:
    """What to show of the year."""

    show: tuple[str, ...] = ()
    """Keys of SHOW."""
    measure: str | None = None
    """The field of Amounts that bars and days show; None for the one that suits the activities."""
    theme: str = "light"
    """A key of THEMES."""

    def with_private(self) -> Choices:
        """Return choices with which private activities count."""
        return replace(self, show=tuple(name for name in SHOW if name in (*self.show, PRIVATE)))

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of an address with these choices, without default values."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }


def parse_choices(parameters: MultiDict[str, str]) -> tuple[Filters, Choices, list[Notice]]:
    """Return the sports and the choices in an address, and a notice for what was ignored."""
    parameters = MultiDict(parameters)
    show, wrong = _parse_show(parameters.poplist("show"))
    found: dict[str, Any] = {"show": show}
    for name, allowed in (("measure", MEASURES), ("theme", tuple(THEMES))):
        text = (parameters.poplist(name) or [""])[0].strip()
        if text in allowed:
            found[name] = text
        elif text:
            expected = f"one of {', '.join(allowed)}{hint([text], allowed)}"
            reason = f"“{excerpt(text)}” is not {expected}"
            wrong.append(Notice(reason, f"“{name}” was ignored"))
    for name in [name for name in parameters if name not in SPORTS][:MAX_NOTICES]:
        wrong.append(Notice(f"“{excerpt(name)}” is not a parameter of a year", "it was ignored"))
    sports = MultiDict((name, text) for name in SPORTS for text in parameters.getlist(name))
    filters, notices = parse_filters(sports)
    return filters.matching, Choices(**found), [*wrong, *notices]


def _parse_show(texts: list[str]) -> tuple[tuple[str, ...], list[Notice]]:
    chosen = {text.strip() for text in texts} - {""}
    notices = []
    if unknown := sorted(chosen - SHOW.keys()):
        reason = f"“{excerpt(', '.join(unknown))}” is not one of {', '.join(SHOW)}"
        notices.append(Notice(f"{reason}{hint(unknown, SHOW)}", "it was ignored"))
    return tuple(name for name in SHOW if name in chosen), notices
