"""Fitness, fatigue and form, against hand-worked cases."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from strava.analysis.fitness import fitness

FIRST = date(2024, 2, 28)


def test_first_day_is_a_share_of_its_load_and_form_is_that_of_the_day_before() -> None:
    first, second = fitness({FIRST: 100.0}, FIRST + timedelta(days=1))
    assert first.fitness == pytest.approx(100 * (1 - math.exp(-1 / 42)))
    assert first.fatigue == pytest.approx(100 * (1 - math.exp(-1 / 7)))
    assert first.form == 0
    assert second.form == pytest.approx(first.fitness - first.fatigue)


def test_days_without_training_decay_and_none_is_left_out() -> None:
    days = fitness({FIRST: 100.0}, FIRST + timedelta(days=42))
    assert [one.day for one in days] == [FIRST + timedelta(days=count) for count in range(43)]
    assert days[42].fitness == pytest.approx(days[0].fitness / math.e)
    assert days[42].fatigue == pytest.approx(days[0].fatigue * math.exp(-6))
    assert {one.load for one in days[1:]} == {0.0}


def test_same_load_every_day_approaches_that_load() -> None:
    daily = {FIRST + timedelta(days=count): 50.0 for count in range(400)}
    last = fitness(daily, max(daily))[-1]
    assert last.fitness == pytest.approx(50, abs=0.01)
    assert last.fatigue == pytest.approx(50, abs=0.01)


def test_no_activities_have_no_days() -> None:
    assert fitness({}, FIRST) == []
