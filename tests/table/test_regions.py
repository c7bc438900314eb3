"""How Excel expects values in each region."""

from __future__ import annotations

import pytest

from strava.table import regions


@pytest.mark.parametrize(
    ("language", "separator", "decimal", "date"),
    [
        ("en-US", ",", ".", "11/22/2026"),
        ("en-GB", ",", ".", "22/11/2026"),
        ("en-AU", ",", ".", "22/11/2026"),
        ("en-CA", ",", ".", "2026-11-22"),
        ("en-IN", ",", ".", "22-11-2026"),
        ("en-ZA", ";", ",", "2026-11-22"),
        ("en", ",", ".", "2026-11-22"),
        ("de", ";", ",", "22.11.2026"),
        ("de-DE", ";", ",", "22.11.2026"),
        ("de-AT", ";", ",", "22.11.2026"),
        ("de-CH", ";", ".", "22.11.2026"),
        ("de-LI", ";", ".", "22.11.2026"),
        ("fr", ";", ",", "22/11/2026"),
        ("fr-FR", ";", ",", "22/11/2026"),
        ("fr-CH", ";", ",", "22.11.2026"),
        ("fr-CA", ";", ",", "2026-11-22"),
        ("it-IT", ";", ",", "22/11/2026"),
        ("it-CH", ";", ".", "22.11.2026"),
        ("es-ES", ";", ",", "22/11/2026"),
        ("es-MX", ",", ".", "22/11/2026"),
        ("es-419", ",", ".", "22/11/2026"),
        ("es-US", ",", ".", "11/22/2026"),
        ("pt-BR", ";", ",", "22/11/2026"),
        ("nl-NL", ";", ",", "22-11-2026"),
        ("nl-BE", ";", ",", "22/11/2026"),
        ("sv-SE", ";", ",", "2026-11-22"),
        ("da-DK", ";", ",", "22-11-2026"),
        ("nb-NO", ";", ",", "22.11.2026"),
        ("pl-PL", ";", ",", "22.11.2026"),
        ("ja-JP", ",", ".", "2026-11-22"),
        ("zh-Hans-CN", ",", ".", "2026-11-22"),
        ("he-IL", ",", ".", "22/11/2026"),
        ("de_CH", ";", ".", "22.11.2026"),
        ("", ",", ".", "2026-11-22"),
        ("*", ",", ".", "2026-11-22"),
        ("C", ",", ".", "2026-11-22"),
        (None, ",", ".", "2026-11-22"),
    ],
)
def test_language_names_the_region(
    language: str | None, separator: str, decimal: str, date: str
) -> None:
    region = regions.find(language)
    assert (region.separator, region.decimal, region.date("2026-11-22")) == (
        separator,
        decimal,
        date,
    )


@pytest.mark.parametrize(
    ("language", "order", "date"),
    [
        ("en-US", "dmy", "22/11/2026"),
        ("en-US", "ymd", "2026-11-22"),
        ("de-DE", "ymd", "2026-11-22"),
        ("sv-SE", "dmy", "22/11/2026"),
        (None, "mdy", "11/22/2026"),
        (None, "dmy", "22/11/2026"),
    ],
)
def test_chosen_order_of_dates_wins(language: str | None, order: str, date: str) -> None:
    assert regions.find(language, order).date("2026-11-22") == date
