"""Dates of archives are read in any language, and only if they are plain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strava.archive.tables.dates import is_month_first, read_date


@pytest.mark.parametrize(
    "cell",
    [
        "Sep 1, 2023, 6:03:11 PM",
        "Sep 1, 2023, 6:03:11\u202fPM",
        "Sep 1, 2023, 6:03:11\xa0pm",
        "1 Sept 2023, 18:03:11",
        "01.09.2023, 18:03:11",
        "1.9.2023 klo 18.03.11",
        "1. sep. 2023 18.03.11",
        "1 sept. 2023 à 18:03:11",
        "1 sept. 2023, 18:03:11",
        "1 sept. 2023 à 18 h 03 min 11 s",
        "1 sep 2023, 18:03:11",
        "1 wrz 2023, 18:03:11",
        "1 września 2023, 18:03:11",
        "1 sept 2023, 18:03:11",
        "1 sep 2023, 6:03:11 p. m.",
        "1 sep 2023, 6:03:11\u202fp.\u202fm.",
        "1 de set. de 2023 18:03:11",
        "1 set 2023, 18:03:11",
        "1 Eyl 2023 18:03:11",
        "1 zář 2023 18:03:11",
        "1 сент. 2023\u202f\u0433., 18:03:11",
        "1 Sep 2023, 6:03:11 PTG",
        "2023年9月1日 18:03:11",
        "2023年9月1日 下午6:03:11",
        "2023年9月1日下午6:03:11",
        "2023年9月1日 18時03分11秒",
        "2023/09/01 18:03:11",
        "2023/9/1 午後6:03:11",
        "2023. 9. 1. 오후 6:03:11",
        "2023. szept. 1. 18:03:11",
        "2023-09-01 18:03:11",
        "2023-09-01T18:03:11Z",
        "\uff12\uff10\uff12\uff13-09-01 18:03:11",
        "01/09/2023 18:03:11",
        "01-09-2023 18:03:11",
    ],
)
def test_a_date_is_read_by_its_shape(cell: str) -> None:
    assert read_date(cell) == datetime(2023, 9, 1, 18, 3, 11, tzinfo=UTC)


# The abbreviations and full names of months in CLDR, in the order of the year.
@pytest.mark.parametrize(
    "months",
    [
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "ene feb mar abr may jun jul ago sept oct nov dic",
        "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
        "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
        "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
        "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    ],
)
def test_every_month_is_known_in_the_languages_of_strava(months: str) -> None:
    found = [read_date(f"9 {month} 2026, 23:30:05") for month in months.split()]
    assert [date and date.month for date in found] == list(range(1, 13))


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("Jan 9, 2026, 12:30:05 AM", 0),
        ("Jan 9, 2026, 11:30:05 AM", 11),
        ("Jan 9, 2026, 12:30:05 PM", 12),
        ("9 Jan 2026, 00:30:05", 0),
        ("2026/1/9 午前12:30:05", 0),
        ("2026/1/9 午後12:30:05", 12),
    ],
)
def test_noon_and_midnight_are_not_confused(cell: str, hour: int) -> None:
    assert read_date(cell) == datetime(2026, 1, 9, hour, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "yesterday",
        "9 Jan 2026",
        "23:30:05",
        "9 foo 2026, 23:30:05",
        "2026 foo 9, 1:12:05",
        "31 Feb 2026, 23:30:05",
        "9 Jan 2026, 24:30:05",
        "Jan Feb 9, 2026, 23:30:05",
        "9 Jan 26, 23:30:05",
        "9 Jan 9999, 23:30:05",
        "0009-01-09 23:30:05",
        "9" * 5000 + " Jan 2026, 23:30:05",
    ],
)
def test_what_is_not_plainly_a_date_is_refused(cell: str) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["03/04/2026 10:00:00", "13/04/2026 10:00:00"], False),
        (["03/04/2026 10:00:00", "04/13/2026 10:00:00"], True),
        (["03/04/2026 10:00:00"], False),
        (["03/04/2026 10:00:00 PM"], True),
        (["2026/03/04 10:00:00"], False),
        ([], False),
    ],
)
def test_all_dates_of_a_table_decide_whether_the_month_is_first(
    cells: list[str], expected: bool
) -> None:
    assert is_month_first(cells) is expected


def test_the_month_is_first_only_where_a_date_can_be_read_in_two_ways() -> None:
    assert read_date("03/04/2026 10:00:00", month_first=True) == datetime(
        2026, 3, 4, 10, tzinfo=UTC
    )
    assert read_date("03.04.2026, 10:00:00", month_first=True) == datetime(
        2026, 4, 3, 10, tzinfo=UTC
    )
