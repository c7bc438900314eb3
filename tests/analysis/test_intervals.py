"""Laps of work and of rest."""

from __future__ import annotations

import pytest

from strava.analysis.intervals import lap_kinds


def kinds(*speeds: float | None) -> str:
    """A letter for each lap: work, rest, or neither."""
    return "".join(kind.value[0] if kind else "-" for kind in lap_kinds(speeds))


@pytest.mark.parametrize(
    ("speeds", "expected"),
    [
        # Warm-up, five times fast with a slow jog between, cool-down.
        ((3.0, 4.2, 2.2, 4.1, 2.3, 4.3, 2.1, 4.2, 2.2, 4.2, 2.9), "-wrwrwrwrw-"),
        # The same, with rests in which the athlete stands.
        ((3.0, 4.2, 0.0, 4.1, 0.0, 4.3, 0.1, 4.2, 0.0, 4.2, 2.9), "-wrwrwrwrw-"),
        # A warm-up and a cool-down of several laps.
        ((3.0, 3.1, 3.0, 4.2, 2.2, 4.1, 2.1, 4.3, 3.0, 3.0), "---wrwrw--"),
        # Faster repetitions of a ladder, and sprints at the end.
        ((3.0, 4.5, 2.2, 4.2, 2.2, 3.9, 2.0, 4.2, 2.2, 6.0, 2.0, 6.0), "-wrwrwrwrwrw"),
        # A swim with rests.
        ((1.2, 0.0, 1.2, 0.0, 1.1), "wrwrw"),
        # Two sets of laps.
        ((4.0, 4.1, 2.0, 2.1, 4.0, 4.2), "wwrrww"),
    ],
)
def test_laps_that_are_clearly_faster_are_work_and_those_between_are_rest(
    speeds: tuple[float, ...], expected: str
) -> None:
    assert kinds(*speeds) == expected


@pytest.mark.parametrize(
    "speeds",
    [
        (),
        (3.0,),
        (3.0, 3.1, 2.9, 3.2, 3.0),  # a steady run
        (3.0, 3.3, 3.0, 3.4, 2.9, 3.5),  # hills: no clear gap
        (2.5, 2.6, 2.5, 3.6, 3.7, 3.6),  # a faster second half
        (3.0, 3.0, 4.5, 3.0),  # one fast lap
        (0.0, 0.0, 0.0),
        (5.0, 2.0, 5.0),  # one slow lap: a traffic light
    ],
)
def test_laps_that_do_not_clearly_alternate_have_no_kind(speeds: tuple[float, ...]) -> None:
    assert kinds(*speeds) == "-" * len(speeds)


def test_laps_without_a_speed_have_no_kind() -> None:
    assert kinds(4.0, None, 2.0, 4.0, 2.0, 4.0, None) == "w-rwrw-"


def test_ratio_at_the_limit_is_not_clear() -> None:
    assert kinds(2.4, 2.0, 2.4, 2.0) == "----"
    assert kinds(2.5, 2.0, 2.5, 2.0) == "wrw-"
