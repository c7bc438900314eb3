"""The fields for ranges of numbers, in the units of the athlete."""

from __future__ import annotations

from strava.table.filters import Filters
from strava.web.display.range_fields import range_fields

FILTERS = Filters(min_km=16.09344, max_minutes=90, min_climb=30.48)


def test_metric_fields_have_the_parameters_of_the_address() -> None:
    distance, time, elevation = range_fields(FILTERS, imperial=False)
    assert distance == ("Distance", "km", ("min_km", "16.09344"), ("max_km", ""))
    assert time == ("Time", "min", ("min_minutes", ""), ("max_minutes", "90"))
    assert elevation == ("Elevation", "m", ("min_climb", "30.48"), ("max_climb", ""))


def test_imperial_fields_have_values_in_miles_and_feet() -> None:
    distance, time, elevation = range_fields(FILTERS, imperial=True)
    assert distance == ("Distance", "mi", ("min_mi", "10"), ("max_mi", ""))
    assert time == ("Time", "min", ("min_minutes", ""), ("max_minutes", "90"))
    assert elevation == ("Elevation", "ft", ("min_feet", "100"), ("max_feet", ""))
