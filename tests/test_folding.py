"""Text is folded to what people type, and different words stay different."""
# ruff: noqa: RUF001 - letters that look like others are what these tests are about

from __future__ import annotations

import sys
import unicodedata

import pytest

from strava.folding import folded, search_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zürich ÅRE", "zurich are"),
        ("Łódź Night Run", "lodz night run"),
        ("Ørsted", "orsted"),
        ("Đà Nẵng", "da nang"),
        ("Reykjavík Þórsmörk ð", "reykjavik thorsmork d"),
        ("Straße STRAẞE", "strasse strasse"),
        ("Kadıköy KADIKÖY İstanbul", "kadikoy kadikoy istanbul"),
        ("Æbleø œuvre", "aebleo oeuvre"),
        ("Ħamrun ŋ ĸ ſ ƒ ŧ ɨ ɓ ə", "hamrun ng q s f t i b e"),
        ("ﬁnish oﬃce ĳ", "finish office ij"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("𝐋𝐨𝐝𝐳 Ⓛ ʟᴏᴅᴢ ①", "lodz l lodz 1"),
        ("№ ½ 5²", "no 1/2 52"),
    ],
)
def test_letters_are_those_of_a_plain_keyboard(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize("mark", "'’‘‛‚`´ʼʻʹ′‵‹›＇՚׳")
def test_every_single_quotation_mark_is_an_apostrophe(mark: str) -> None:
    assert folded(f"it{mark}s é") == "it's e"
    assert folded(f"it{mark}s") == "it's"


@pytest.mark.parametrize("mark", '"“”„‟«»″ʺ〝〞＂״')
def test_every_double_quotation_mark_is_the_same(mark: str) -> None:
    assert folded(f"29{mark}") == '29"'


@pytest.mark.parametrize("dash", "-‐‑‒–—―−⁃﹘﹣－⸺־")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    assert folded(f"5{dash}10") == "5-10"


@pytest.mark.parametrize(
    "invisible",
    [
        *"\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u180e\u061c",
        *"\ufe0e\ufe0f\U000e0100\u180b\u034f\u115f\u3164\uffa0\x80",
    ],
)
def test_invisible_characters_are_ignored(invisible: str) -> None:
    assert folded(f"Lo{invisible}dz") == "lodz"
    assert folded(invisible) == ""
    assert search_terms(invisible) == []


@pytest.mark.parametrize("space", "\u00a0\u2002\u2009\u202f\u205f\u3000\u1680\u2028\u2029\x85\t")
def test_every_space_separates_words(space: str) -> None:
    assert search_terms(f"Lodz{space}Run") == ["lodz", "run"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Москва", "москва"),
        ("Ёлка Йод", "елка иод"),
        ("Ἀθήνα Σίσυφος", "αθηνα σισυφοσ"),
        ("日本一周", "日本一周"),
        ("ｶﾞ が", "ガ が"),
        ("한국", "한국"),
        ("مُحَمَّد أحمد", "محمد احمد"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("เที่ยว", "เที่ยว"),
    ],
)
def test_other_scripts_keep_their_letters(text: str, expected: str) -> None:
    assert folded(text) == unicodedata.normalize("NFC", expected)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("की", "का"),
        ("कि", "क"),
        ("क्त", "कत"),
        ("ที่", "ทา"),
        ("ไม่", "ไม้"),
        ("が", "か"),
        ("パ", "ハ"),
        ("கெ", "கா"),
        ("မြ", "မ"),
    ],
)
def test_marks_that_make_another_word_are_kept(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("emoji", ["🚴", "🚴‍♀️", "❤️", "👍🏽", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_emoji_are_found_with_and_without_their_invisible_parts(emoji: str) -> None:
    assert folded(emoji)
    assert folded(emoji.replace("\ufe0f", "")) == folded(emoji)


def test_folding_twice_changes_nothing_more() -> None:
    assigned = (
        one for one in map(chr, range(sys.maxunicode)) if unicodedata.category(one)[0] != "C"
    )
    once = {folded(one) for one in assigned}
    assert [one for one in once if folded(one) != one] == []


def test_no_visible_letter_is_lost() -> None:
    fillers = {"\u115f", "\u1160", "\u3164", "\uffa0"}
    letters = [character for character in map(chr, range(sys.maxunicode)) if character.isalnum()]
    assert {one for one in letters if not folded(one)} == fillers


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"Morning Run" 2025', ["morning run", "2025"]),
        ("“Morning Run” „Łódź  Lauf“ «ça va»", ["morning run", "lodz lauf", "ca va"]),
        ('a"b c"d', ["a", "b c", "d"]),
        ('" " ""', []),
        ('"morning run', ["morning", "run"]),
        ('29" and 28" wheels', ["29", "and 28", "wheels"]),
        ('"a b" "a b"', ["a b"]),
    ],
)
def test_quotes_of_any_shape_hold_a_phrase_together(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


@pytest.mark.parametrize("mark", '"“„«″')
def test_quote_that_is_not_closed_is_ignored(mark: str) -> None:
    assert search_terms(f"{mark}lake run") == ["lake", "run"]
    assert search_terms(f"lake {mark}") == ["lake"]


def test_long_term_of_a_search_is_cut() -> None:
    assert search_terms("ß" * 200) == ["s" * 100]
    assert search_terms(f'"{"a b " * 50}"') == ["a b " * 25]
    assert search_terms("a b a") == ["a", "b"]
