"""Text in CSV that no spreadsheet runs as a formula, whatever it takes for the separator.

Excel splits CSV at the list separator of its region, whoever wrote the file. Of a cell that is
quoted for commas, an Excel with semicolons reads the part after a semicolon, or after a line
break, as a cell of its own.
"""

from __future__ import annotations

import re
import unicodedata

_STARTS = "=+@-"  # The hyphen is last, where it is no range in a set of a pattern.
_WIDE_STARTS = "\uff1d\uff0b\uff20\uff0d\ufe66\ufe62\ufe6b\ufe63"
"""The full-width and small forms of the same characters. Some spreadsheets run those too."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that are blank."""
_BRAILLE_BLANK = "\u2800"
_CONTROLS = ("\t", "\r", "\n")
_SEPARATORS = {",": ";", ";": ","}
"""The separator of spreadsheets in other regions, by that of the file."""
_SMILEY = re.compile(r"[-=+](?:\)|\W?[^\W\d]?\W?(?=[;,\r\n]|$))")
"""As in ";-)": without a number or a word it cannot be a formula."""

# A quick look, which also finds other symbols than blanks. It never goes back, so that it takes
# time in proportion to the text.
_BLANKS = rf"(?:[^\w!#-~\r\n{_WIDE_STARTS}]|[{_FILLERS}])*+"
_CANDIDATES = {
    own: re.compile(rf"(^|[{foreign}\r\n])({_BLANKS})(?=[{_WIDE_STARTS}{_STARTS}])")
    for own, foreign in _SEPARATORS.items()
}
_ANY_START = re.compile(rf"[{_WIDE_STARTS}{_STARTS}]")


def harmless(text: str, separator: str = ",") -> str:
    """Return text for a cell of CSV with this separator, with an apostrophe before each formula.

    A formula may follow blanks, quotation marks, and invisible or control characters. It begins
    the cell, or what a spreadsheet of another region takes for one.
    """
    if _ANY_START.search(text):
        text = _CANDIDATES[separator].sub(_with_apostrophe, text)
    return f"'{text}" if text.startswith(_CONTROLS) else text


def _with_apostrophe(found: re.Match[str]) -> str:
    before, blank = found.groups()
    is_within = bool(before)
    if not all(map(_is_blank, blank)) or (is_within and _SMILEY.match(found.string, found.end())):
        return found[0]
    return f"{before}'{blank}"


def _is_blank(character: str) -> bool:
    """Return whether a character is a blank, a quotation mark, or cannot be seen."""
    is_named = character in ('"', _BRAILLE_BLANK) or character in _FILLERS
    return is_named or unicodedata.category(character)[0] in "CZM"
