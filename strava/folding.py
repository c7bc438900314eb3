"""Folds text for searching and sorting, so that what people type finds what is stored.

Everything comes from Unicode's own data or from one maintained table:

- Compatible forms (ligatures, full-width letters, no-break spaces) and accents: the decomposition
  NFKD and `casefold`. Which characters are accents, dashes, quotation marks or invisible is read
  from their categories and names. Source: https://www.unicode.org/reports/tr44/
- Latin letters that have no decomposition (ł, ø, đ, æ, þ, ŋ) and punctuation: the package
  anyascii. Source: https://github.com/anyascii/anyascii

Other scripts keep their own letters. Marks that make a different word there, such as the vowel
signs of India's and Thailand's scripts and the voicing marks of kana, are kept too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_MAX_TERM_LENGTH = 100
"""A longer term of a search is found by its beginning, as stored text may be cut."""
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
"""A phrase in quotes, or a word. A quote without a second one is no part of either."""

_OPTIONAL_MARKS = ("COMBINING ", "HEBREW ", "ARABIC ", "SYRIAC ")
"""How the names of marks begin that people leave out: accents and the vowel points of scripts
that are usually written without them."""
_KANA_MARKS = "COMBINING KATAKANA-HIRAGANA "
_SPELLED_LETTERS = ("LATIN ", "MODIFIER LETTER ")
_DOUBLE_QUOTES = ("''", "<<", ">>")
"""How anyascii spells double primes and guillemets."""


def folded(text: str) -> str:
    """Return text as it is searched and sorted: "lodz" for "Łódź", "it's" for "it’s"."""
    if text.isascii():
        return text.lower().replace("`", "'")
    # Marks that were kept are combined again, so that "か" does not match half of "が".
    return unicodedata.normalize("NFC", "".join(map(_folded_character, text)))


def search_terms(text: str) -> list[str]:
    """Return the folded words and quoted phrases of a search, of which every one must match.

    Double quotes of any shape hold a phrase together. A quote that is not closed is ignored.
    """
    found = (" ".join((phrase or word).split()) for phrase, word in _TERM.findall(folded(text)))
    return list(dict.fromkeys(term[:_MAX_TERM_LENGTH] for term in found if term))


@lru_cache(maxsize=2**16)
def _folded_character(character: str) -> str:
    if character == "`":
        return "'"
    if character.isascii():
        return character.lower()
    # Before the decomposition, which makes a space and an accent of an acute accent.
    if (punctuation := _punctuation(character)) is not None:
        return punctuation
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return "".join(map(_folded_character, parts))
    if _is_ignored(character):
        return ""
    letters = _letters(character).casefold()
    return letters if letters in (character, "") else "".join(map(_folded_character, letters))


def _punctuation(character: str) -> str | None:
    """Return the ASCII form of punctuation, symbols like it, and spaces; None for the rest."""
    category = unicodedata.category(character)
    if category[0] == "Z" or character.isspace():
        return " "
    if category[0] != "P" and category not in ("Sk", "Sm"):
        return None
    spelled = _spelled(character)
    if category == "Pd":
        return spelled if spelled == "~" else "-"
    if category in ("Pi", "Pf") and spelled in ("<", ">"):
        return "'"
    # A spelling with letters names the symbol, as in "inf" or ":wave:". Nobody types that.
    return None if any(part.isalnum() for part in spelled) else spelled or None


def _is_ignored(character: str) -> bool:
    """Return whether a character is invisible or an optional mark."""
    category, name = unicodedata.category(character), unicodedata.name(character, "")
    if category in ("Cf", "Cc") or "VARIATION SELECTOR" in name:
        return True
    if name.startswith("HANGUL "):
        return name.endswith(" FILLER")
    is_mark = category[0] == "M" and name.startswith(_OPTIONAL_MARKS)
    return is_mark and not name.startswith(_KANA_MARKS)


def _letters(character: str) -> str:
    """Return a Latin letter without a decomposition in ASCII letters, and others unchanged."""
    if character.isalpha() and unicodedata.name(character, "").startswith(_SPELLED_LETTERS):
        return _spelled(character) or character
    return character


def _spelled(character: str) -> str:
    """Return a character in ASCII, with one spelling for each kind of quotation mark."""
    spelled = anyascii(character).replace("`", "'")
    return '"' if spelled in _DOUBLE_QUOTES else spelled
