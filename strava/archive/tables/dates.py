"""Reads the dates of activities.csv, which are written as in the athlete's language.

A date is understood by its shape: its numbers, and the word for a month. The words come from the
abbreviated and the full names of months in Unicode's CLDR, without accents and dots. No word means
another month in another language.
Source: https://cldr.unicode.org/translation/date-time/date-time-patterns
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from ...folding import folded

_MAX_LENGTH = 100
_YEARS = range(1900, 2101)

# January to December. A word that is in another line already is left out.
_MONTHS = (
    "jan january januar januari janeiro janvier janv ene enero gen gennaio ocak oca sty styczen "
    "stycznia leden ledna led янв январь января tammi tammikuuta",
    "feb february februar februari febr february fev fevr fevrier fevereiro febrero febbraio sub "
    "subat lut luty lutego uno unor unora фев февр февраль февраля helmi helmikuuta",
    "mar march marz marts mars mrt maart marzo marco marca marzec maret mart marc marcius bre "
    "brezen brezna мар март марта maalis maaliskuuta mac",
    "apr april avr avril abr abril aprile nis nisan kwi kwiecien kwietnia dub duben dubna апр "
    "апрель апреля huhti huhtikuuta aprilis",
    "may mai mei maj mayo maggio mag maio mayis maja kve kveten kvetna май маи мая touko "
    "toukokuuta majus",
    "jun june juni juin junio junho giu giugno haz haziran cze czerwiec czerwca cvn cerven cervna "
    "июн июнь июня kesa kesakuuta junius",
    "jul july juli juil juill juillet julio julho lug luglio tem temmuz lip lipiec lipca cvc "
    "cervenec cervence июл июль июля heina heinakuuta julius julai",
    "aug august augustus augusti aout ago agosto agu agustus agustos sie sierpien sierpnia srp "
    "srpen srpna авг август августа elo elokuuta augusztus ogo ogos",
    "sep sept september septembre septiembre set settembre setembro eyl eylul wrz wrzesien "
    "wrzesnia zar zari сен сент сентябрь сентября syys syyskuuta szept szeptember",
    "oct october okt oktober octobre octubre ott ottobre out outubro eki ekim paz pazdziernik "
    "pazdziernika rij rijen rijna окт октябрь октября loka lokakuuta",
    "nov november novembre noviembre novembro kas kasim lis listopad listopada listopadu ноя нояб "
    "ноябрь ноября marras marraskuuta",
    "dec december dez dezember decembre dic diciembre dicembre dezembro des desember ara aralik "
    "gru grudzien grudnia pro prosinec prosince дек декабрь декабря joulu joulukuuta dis disember",
)
_MONTH = {word: month for month, words in enumerate(_MONTHS, 1) for word in words.split()}
_MORNING = frozenset({"am", "πμ", "oo", "pg"})
_AFTERNOON = frozenset({"pm", "μμ", "os", "ptg"})
# These are written without spaces.
_MORNING_SIGNS = re.compile("午前|上午|凌晨|早上|清晨|오전|ص")
_AFTERNOON_SIGNS = re.compile("午後|下午|中午|晚上|傍晚|오후|م")

_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)")
_SPELLED_TIME = re.compile(
    r"(\d{1,2})\s*[時时시h]\s*(\d{1,2})\s*(?:[分분]|min)\s*(?:(\d{1,2})\s*[秒초s])?"
)
_DOTS_OF_ABBREVIATIONS = re.compile(r"(?<=[^\W\d])\.\s?(?=[^\W\d]\b\.?)|(?<=[^\W\d])\.")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_SLASHES = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{4}\b")


def is_month_first(cells: Iterable[str]) -> bool:
    """Return whether dates such as `03/04/2026` name the month first, judged by all of them.

    Where no number is above 12, times with AM or PM are taken for American ones.
    """
    has_half_days = False
    for cell in cells:
        found = _SLASHES.match(cell[:_MAX_LENGTH])
        if found and int(found[1]) > 12:
            return False
        if found and int(found[2]) > 12:
            return True
        has_half_days = has_half_days or bool(found and _words(cell) & {"am", "pm"})
    return has_half_days


def read_date(cell: str, *, month_first: bool = False) -> datetime | None:
    """Return the time that a cell names, in UTC; None for anything that is not plainly a date.

    `month_first` matters only for dates such as `03/04/2026`.
    """
    text = unicodedata.normalize("NFKC", cell[:_MAX_LENGTH])
    time = _SPELLED_TIME.search(text) or _last(_TIME.finditer(text))
    if time is None:
        return None
    date = text[: time.start()] + " " + text[time.end() :]
    words = _words(text)
    day = _day(date, words, month_first)
    hour = _hour(int(time[1]), text, words)
    if day is None:
        return None
    try:
        return datetime(*day, hour, int(time[2]), int(time[3] or 0), tzinfo=UTC)
    except ValueError:
        return None


def _last(matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    found = None
    for match in matches:
        found = match
    return found


def _words(text: str) -> set[str]:
    """Return the words of a date, folded. Abbreviations such as `a. m.` are one word."""
    plain = folded(unicodedata.normalize("NFKC", text))
    return set(_WORD.findall(_DOTS_OF_ABBREVIATIONS.sub("", plain)))


def _day(text: str, words: set[str], month_first: bool) -> tuple[int, int, int] | None:
    """Return year, month and day."""
    numbers = [int(number) for number in _NUMBER.findall(text)]
    months = {_MONTH[word] for word in words if word in _MONTH}
    if len(months) == 1 and len(numbers) == 2:
        year, day = sorted(numbers, key=lambda number: number not in _YEARS)
        month = months.pop()
    elif not months and len(numbers) == 3 and numbers[0] in _YEARS:
        year, month, day = numbers
    elif not months and len(numbers) == 3:
        first, second, year = numbers
        month, day = (first, second) if month_first and "." not in text else (second, first)
    else:
        return None
    return (year, month, day) if year in _YEARS else None


def _hour(hour: int, text: str, words: set[str]) -> int:
    """Return the hour of a day of 24 hours."""
    if hour > 12:
        return hour
    if words & _AFTERNOON or _AFTERNOON_SIGNS.search(text):
        return hour % 12 + 12
    if words & _MORNING or _MORNING_SIGNS.search(text):
        return hour % 12
    return hour
