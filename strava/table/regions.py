"""How spreadsheets write numbers and dates in the region of an athlete.

Source: Unicode's CLDR (decimal marks, short dates) and the regional settings of Windows, whose list
separator Excel expects in CSV. Only the regions that differ from the rule are listed.
"""

from __future__ import annotations

from typing import NamedTuple


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DECIMAL_COMMA = _named(
    "af az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lb lt lv mk nb nl nn "
    "no pl pt ro ru sk sl sq sr sv tr uk uz vi "
    "en-at en-be en-de en-dk en-fi en-nl en-se en-si en-za"
)
_DECIMAL_POINT = _named(
    "de-ch de-li es-419 es-bz es-cu es-do es-gt es-hn es-mx es-ni es-pa es-pe es-pr es-sv es-us "
    "it-ch"
)
"""Regions whose language otherwise has a decimal comma."""
_SEMICOLON_TERRITORIES = _named("ch li")
"""Territories with a semicolon between values although they have a decimal point."""

_YEAR_FIRST = _named("af en-ca en-se en-za eu fr-ca hu ja ko lt mn sv zh")
_MONTH_FIRST = _named("en-us es-pa es-pr es-us")
_DATES_WITH_DOTS = _named(
    "az be bg bs cs de et fi hr hy is ka kk lb lv mk nb nn no pl ro ru sk sl sq sr tr uk "
    "fr-ch it-ch"
)
_DATES_WITH_HYPHENS = _named("da en-in nl")


class Region(NamedTuple):
    """How Excel expects values in CSV."""

    separator: str
    """Between the values of a row."""
    decimal: str
    date_order: str
    """`dmy`, `mdy` or `ymd`."""
    date_separator: str

    def date(self, iso: str) -> str:
        """Write a date like 2026-11-22."""
        year, month, day = iso.split("-")
        parts = {"d": day, "m": month, "y": year}
        return self.date_separator.join(parts[part] for part in self.date_order)


def find(language: str | None, date_order: str | None = None) -> Region:
    """Return the region of a language like "de-CH", with dates in the athlete's order if chosen.

    Without a choice, dates start with the year if the language is unknown, or English without a
    territory: Excel reads those alike in all regions.
    """
    names = _names(language)
    has_comma = _is_in(names, _DECIMAL_COMMA) and not _is_in(names, _DECIMAL_POINT)
    with_semicolon = has_comma or names[-1].rpartition("-")[2] in _SEMICOLON_TERRITORIES
    order = date_order or _date_order(names)
    return Region(
        ";" if with_semicolon else ",",
        "," if has_comma else ".",
        order,
        "-" if order == "ymd" else _date_separator(names),
    )


def _names(language: str | None) -> tuple[str, ...]:
    """Return the language alone and, if it has one, with its territory: ("de", "de-ch")."""
    parts = (language or "").replace("_", "-").lower().split("-")
    # A script can stand between both, as in zh-Hans-CN.
    territory = [part for part in parts[1:] if len(part) in (2, 3)][:1]
    return (parts[0], f"{parts[0]}-{territory[0]}") if territory else (parts[0],)


def _is_in(names: tuple[str, ...], regions: frozenset[str]) -> bool:
    return any(name in regions for name in names)


def _date_order(names: tuple[str, ...]) -> str:
    if _is_in(names, _MONTH_FIRST):
        return "mdy"
    is_unknown = names in (("",), ("*",), ("c",), ("posix",), ("en",))
    return "ymd" if is_unknown or _is_in(names, _YEAR_FIRST) else "dmy"


def _date_separator(names: tuple[str, ...]) -> str:
    if names[-1] == "nl-be":
        return "/"
    if _is_in(names, _DATES_WITH_DOTS):
        return "."
    return "-" if _is_in(names, _DATES_WITH_HYPHENS) else "/"
