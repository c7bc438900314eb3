"""The sections of the page of fitness, rendered once and then cached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from ... import sports
from ...analysis.fitness import FitnessDay, fitness
from ...analysis.load_scale import Source
from ...statistics.training import DAYS_AHEAD, Training
from ...table.context import QueryContext
from ...table.filters import Days, Filters
from ..display import formats
from ..display.formats import DateStyle
from ..statistics_page.table_links import TableLinks
from . import chart, spans
from .chart import Chart
from .spans import Period, Span

_BEFORE = timedelta(days=28)
_MOST_RATES = 6
_SOURCES: dict[Source, str] = {
    "relative_effort": "Strava's relative effort",
    "heartrate": "Heart rate of the recording",
    "power": "Power of the recording",
    "time": "Time and sport alone",
}


class Row(NamedTuple):
    """A period in the table."""

    name: str
    address: str
    """Empty without activities."""
    load: str
    estimated: str
    fitness: str
    fatigue: str
    form: str
    is_ahead: bool


class SourceRow(NamedTuple):
    """What loads follow from."""

    name: str
    is_estimated: bool
    activities: int
    share: str
    scaled: str


@dataclass(frozen=True)
class Section:
    """A span with its chart and its table."""

    key: str
    title: str
    unit: str
    chart: Chart
    rows: list[Row]
    """The latest first."""
    has_estimates: bool


@dataclass(frozen=True)
class Now:
    """The figures of today, or of the last day that is shown."""

    day: str
    fitness: str
    fatigue: str
    form: str
    change: str
    """How fitness has changed in four weeks; empty if it began later."""
    ahead: str
    """The figures of the last day ahead; empty if no day ahead is shown."""


def render(
    environment: Environment,
    training: Training,
    context: QueryContext,
    filters: Filters,
    dates: DateStyle,
) -> Markup:
    """Return the HTML of everything below the filters."""
    today = context.today
    days = fitness(training.load, today + DAYS_AHEAD)
    chosen = filters.days(today, context.first_weekday)
    shown, has_more = spans.choose(days, chosen, today)
    # A link may leave the days that are shown first.
    link = TableLinks(filters, chosen)

    def span_of(some: Sequence[FitnessDay]) -> Span | None:
        return spans.make(some, training, today, context.first_weekday)

    first, everything = span_of(shown), span_of(days) if has_more else None
    template = environment.get_template("fitness/_sections.html")
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(
            now=_now(first, days, dates) if first else None,
            has_activities=bool(days),
            sections=[
                _section(key, title, span, link, dates)
                for key, title, span in (
                    ("shown", _title(chosen, shown, has_more, dates), first),
                    ("all", "Since the first activity", everything),
                )
                if span is not None
            ],
            sources=_sources(training),
        )
    )


def _title(chosen: Days, shown: Sequence[FitnessDay], has_more: bool, dates: DateStyle) -> str:
    if chosen == Days(None, None):
        return "The last six months" if has_more else "Since the first activity"
    return formats.period((shown[0].day, shown[-1].day), dates) if shown else ""


def _section(key: str, title: str, span: Span, link: TableLinks, dates: DateStyle) -> Section:
    def address(period: Period) -> str:
        return link(period.start, period.end) if period.has_activities else ""

    rows = [_row(one, span, address(one), dates) for one in span.periods]
    titles = {
        one.first: f"{row.name}: load {row.load}, fitness {row.fitness}, fatigue {row.fatigue}, "
        f"form {row.form}"
        for one, row in zip(span.periods, rows, strict=True)
    }
    drawn = chart.draw(span, address, lambda one: titles[one.first])
    return Section(
        key, title, span.unit, drawn, rows[::-1], any(one.estimated for one in span.periods)
    )


def _row(period: Period, span: Span, address: str, dates: DateStyle) -> Row:
    at_end = period.at_its_end
    return Row(
        _name(period, span.unit, dates),
        address,
        formats.integer(period.load),
        formats.integer(period.estimated) if period.estimated else "",
        formats.integer(at_end.fitness),
        formats.integer(at_end.fatigue),
        signed(at_end.form),
        period.first >= span.ahead,
    )


def _name(period: Period, unit: str, dates: DateStyle) -> str:
    match unit:
        case "day":
            return formats.day(period.start, dates)
        case "week":
            return formats.period((period.start, period.end), dates)
    return formats.month(f"{period.start:%Y-%m}")


def signed(number: float) -> str:
    """Write a whole number with its sign: +12, −9, 0."""
    written = formats.integer(number)
    return f"+{written}" if written[0] not in "−0" else written


def _now(span: Span, days: Sequence[FitnessDay], dates: DateStyle) -> Now:
    latest, last = span.latest, span.days[-1]
    before = (latest.day - _BEFORE - days[0].day).days
    has_ahead = span.ahead < len(span.days)
    return Now(
        formats.day(latest.day, dates),
        formats.integer(latest.fitness),
        formats.integer(latest.fatigue),
        signed(latest.form),
        signed(round(latest.fitness) - round(days[before].fitness)) if before >= 0 else "",
        _ahead(last, dates) if has_ahead else "",
    )


def _ahead(last: FitnessDay, dates: DateStyle) -> str:
    fit, tired = formats.integer(last.fitness), formats.integer(last.fatigue)
    day = formats.short_day(last.day, dates)
    return f"on {day}: fitness {fit}, fatigue {tired}, form {signed(last.form)}"


def _sources(training: Training) -> list[SourceRow]:
    everything = sum(one.load for one in training.sources.values())
    scaled: dict[Source, str] = {
        "relative_effort": "as Strava has it",
        "heartrate": _ratio(training.scale.heartrate.activities, training.scale.heartrate.factor),
        "power": _ratio(training.scale.power.activities, training.scale.power.factor),
        "time": _rates(training),
    }
    return [
        SourceRow(
            _SOURCES[source],
            source == "time",
            total.activities,
            f"{100 * total.load / everything:.0f} %" if everything else formats.MISSING,
            scaled[source],
        )
        for source, total in training.sources.items()
        if total.activities
    ]


def _ratio(activities: int, factor: float) -> str:
    if not activities:
        return "as measured: no activity has both"
    both = "the only activity" if activities == 1 else f"the median of {activities:,} activities"
    return f"times {factor:.2f}: {both} with both"


def _rates(training: Training) -> str:
    rates = [
        f"{sports.name(sport)} {formats.integer(rate)}"
        for sport, (_, rate) in training.rates.items()
    ]
    more = f", and {len(rates) - _MOST_RATES} more sports" if len(rates) > _MOST_RATES else ""
    return f"an hour of {', '.join(rates[:_MOST_RATES])}{more}"
