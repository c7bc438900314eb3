"""Values from JSON: what is stored as it is, what is repaired, and what counts as missing."""

from __future__ import annotations

import math
from typing import Any

import pytest

from strava import coerce

NOT_A_NUMBER: list[Any] = [None, True, False, "7", "", [], {}, math.nan, math.inf, -math.inf]


class TestText:
    @pytest.mark.parametrize("value", ["Morning Run", "Zürich", "山", " ", "☕"])
    def test_text_is_unchanged(self, value: str) -> None:
        assert coerce.text(value) == value

    @pytest.mark.parametrize(
        ("value", "stored"),
        [("a\0b", "ab"), ("é\0", "é"), ("\ud800", "?"), ("Zürich \udfff", "Zürich ?")],
    )
    def test_characters_that_databases_reject_are_removed(self, value: str, stored: str) -> None:
        assert coerce.text(value) == stored

    @pytest.mark.parametrize("value", ["", "\0", "\0\0", None, 7, True, [], {}, b"bytes"])
    def test_invalid_value_becomes_none(self, value: Any) -> None:
        assert coerce.text(value) is None


class TestShortText:
    @pytest.mark.parametrize(
        ("value", "stored"),
        [
            ("Run", "Run"),
            ("x" * 200, "x" * 100),
            ("ü" * 200, "ü" * 100),
            ("山" * 200, "山" * 100),
            ("🚴" * 200, "🚴" * 75),
            ("x" + "🚴" * 200, "x" + "🚴" * 74),
            ("\0", None),
            (5, None),
        ],
    )
    def test_text_is_cut_at_a_whole_letter(self, value: Any, stored: str | None) -> None:
        assert coerce.short_text(value) == stored


class TestNumber:
    @pytest.mark.parametrize("value", [0, 0.0, -3, 2.5, 1e12, -(10**12)])
    def test_number_becomes_a_float(self, value: float) -> None:
        number = coerce.number(value)
        assert number == value
        assert type(number) is float

    @pytest.mark.parametrize("value", [5e-324, -1e-200, -0.0])
    def test_number_too_small_to_calculate_with_becomes_zero(self, value: float) -> None:
        assert math.copysign(1, coerce.number(value) or 0.0) == 1

    @pytest.mark.parametrize("value", [*NOT_A_NUMBER, 1.1e12, -1.1e12, 10**12 + 1, 10**400])
    def test_invalid_value_becomes_none(self, value: Any) -> None:
        assert coerce.number(value) is None


class TestWholeNumber:
    @pytest.mark.parametrize(
        ("value", "rounded"), [(0, 0), (-3, -3), (2.6, 3), (-2.6, -3), (10**12, 10**12)]
    )
    def test_number_is_rounded(self, value: float, rounded: int) -> None:
        whole_number = coerce.whole_number(value)
        assert whole_number == rounded
        assert type(whole_number) is int

    @pytest.mark.parametrize("value", [*NOT_A_NUMBER, 10**12 + 1, -(10**12) - 1, 1.1e12])
    def test_invalid_value_becomes_none(self, value: Any) -> None:
        assert coerce.whole_number(value) is None


class TestIdentifier:
    @pytest.mark.parametrize("value", [1, 12345678901, 2**63 - 1])
    def test_positive_integer_of_64_bits_is_an_id(self, value: int) -> None:
        assert coerce.identifier(value) == value

    @pytest.mark.parametrize("value", [0, -1, 2**63, 1.0, *NOT_A_NUMBER])
    def test_invalid_value_becomes_none(self, value: Any) -> None:
        assert coerce.identifier(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *(0, 5, -5, 1.5, 1e12, -1e12, 1e-100, 0.0, 10**12),
        *(
            10**12 + 1,
            1e13,
            -1e300,
            10**400,
            math.nan,
            math.inf,
            -math.inf,
            1e-101,
            5e-324,
            True,
            None,
            "5",
            [],
        ),
    ],
)
@pytest.mark.parametrize("others", [[], [1, 2.5], [math.nan], [-1e12]])
def test_values_are_numbers_if_each_is_returned_as_it_is(value: Any, others: list[Any]) -> None:
    for values in ([*others, value], [value, *others]):
        expected = all(type(one) in (int, float) and coerce.number(one) == one for one in values)
        assert coerce.are_numbers(values) == expected
