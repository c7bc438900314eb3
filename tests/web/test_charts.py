"""Bar charts of the totals by month."""

from __future__ import annotations

from strava.table.totals import Sums, Totals
from strava.web.display import charts


def totals(**distances: float) -> Totals:
    """Return totals with one activity of this distance in each month, like _2026_11=1000.0."""
    by_month = {
        month.strip("_").replace("_", "-"): Sums(activities=1, distance=distance)
        for month, distance in distances.items()
    }
    everything = Sums(activities=len(by_month), distance=sum(distances.values()))
    return Totals(everything, {}, by_month, {}, {})


def distance_chart(**distances: float) -> charts.Chart:
    found = {chart.measure: chart for chart in charts.by_month(totals(**distances))}
    return found["distance"]


def test_bars_are_placed_by_month_and_scaled_to_the_highest() -> None:
    chart = distance_chart(_2025_11=5000.0, _2025_12=10_000.0, _2026_02=2500.0)
    assert [(bar.place, bar.height, bar.month) for bar in chart.bars] == [
        (0, 20.0, "2025-11"),
        (1, 40.0, "2025-12"),
        (3, 10.0, "2026-02"),
    ]
    assert chart.places == 4
    assert (chart.most.month, chart.most.amount) == ("2025-12", 10_000.0)


def test_lowest_bar_is_visible_and_zero_has_none() -> None:
    chart = distance_chart(_2026_01=1.0, _2026_02=1_000_000.0, _2026_03=0.0)
    assert [bar.height for bar in chart.bars] == [1.0, 40.0, 0.0]


def test_path_draws_every_bar_upwards_from_the_bottom() -> None:
    chart = distance_chart(_2026_01=5000.0, _2026_02=0.0, _2026_03=10_000.0)
    assert chart.path == "M0 40v-20.0h3v20.0zM8 40v-40.0h3v40.0z"


def test_measures_that_are_zero_have_no_chart() -> None:
    found = charts.by_month(totals(_2026_01=5000.0, _2026_02=1000.0))
    assert [chart.measure for chart in found] == ["activities", "distance"]


def test_single_month_has_no_chart() -> None:
    assert charts.by_month(totals(_2026_01=5000.0)) == []
    assert charts.by_month(totals()) == []
