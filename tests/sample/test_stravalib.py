"""stravalib, the client library most used in Python, does everything against the sample.

Over real HTTP, as against Strava; only the address differs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from strava.sample import CLIENT_ID, CLIENT_SECRET, create_sample

from ..sample_strava import Strava
from .conftest import CALLBACK, TODAY, Clock

if TYPE_CHECKING:
    from stravalib import Client
    from stravalib.protocol import RequestMethod
    from stravalib.util.limiter import RequestRate

STRAVA = "https://www.strava.com"
SIX_HOURS = 21_600


def stravalib(module: str = "stravalib") -> Any:
    """Return a module of the library.

    Importing it takes longer than a test, and each process collects this file.
    """
    return importlib.import_module(module)


class Redirection(HTTPAdapter):
    """Sends requests for Strava to another address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        assert request.url is not None
        request.url = request.url.replace(STRAVA, self.address, 1)
        return super().send(request, *args, **options)


@dataclass
class Program:
    """A program that uses stravalib, and what the headers said about the rate limits."""

    strava: Strava
    session: requests.Session
    rates: list[RequestRate | None] = field(default_factory=list)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = stravalib().Client(requests_session=self.session)
        self.client.protocol.rate_limiter = self.record_rates

    def record_rates(self, headers: Any, method: RequestMethod) -> None:
        limiter = stravalib("stravalib.util.limiter")
        self.rates.append(limiter.get_rates_from_response_headers(headers, method))

    def sign_in(self) -> Any:
        """Send the athlete to the consent page, and exchange the code that comes back."""
        url = self.client.authorization_url(
            client_id=int(CLIENT_ID),
            redirect_uri=CALLBACK,
            scope=["read", "activity:read_all", "profile:read_all"],
            state="a state",
        )
        answer = self.strava.consent(url.replace(STRAVA, self.strava.url))
        query = dict(parse_qsl(urlsplit(answer).query))
        assert query["state"] == "a state"
        return self.client.exchange_code_for_token(
            client_id=int(CLIENT_ID),
            client_secret=CLIENT_SECRET,
            code=query["code"],
            return_athlete=True,
        )


@pytest.fixture
def program(
    serve: Callable[[Any], str],
    clock: Clock,
    history: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """A program without tokens, and the sample Strava with the made-up history."""
    monkeypatch.setenv("SILENCE_TOKEN_WARNINGS", "true")
    app = create_sample(TODAY, clock=clock, activities=list(history))
    strava = Strava(app, serve(app))
    with requests.Session() as session:
        session.trust_env = False
        session.mount(STRAVA, Redirection(strava.url))
        yield Program(strava, session)


@pytest.fixture
def client(program: Program) -> Client:
    """stravalib, signed in."""
    program.sign_in()
    return program.client


def test_signs_in_refreshes_and_signs_out(program: Program, clock: Clock) -> None:
    tokens, athlete = program.sign_in()
    assert athlete is not None
    assert athlete.firstname == "Noor"
    assert tokens["expires_at"] == clock.now + SIX_HOURS
    client = program.client
    assert client.get_athlete().id == athlete.id

    clock.now += SIX_HOURS
    with pytest.raises(stravalib().exc.AccessUnauthorized):
        client.get_athlete()
    refreshed = client.refresh_access_token(int(CLIENT_ID), CLIENT_SECRET, tokens["refresh_token"])
    assert refreshed["access_token"] != tokens["access_token"]
    assert client.get_athlete().id == athlete.id

    client.deauthorize()
    with pytest.raises(stravalib().exc.AccessUnauthorized):
        client.get_athlete()
    with pytest.raises(stravalib().exc.Fault, match="RefreshToken"):
        client.refresh_access_token(int(CLIENT_ID), CLIENT_SECRET, refreshed["refresh_token"])


def test_reads_the_athlete_with_zones_totals_and_gear(client: Client) -> None:
    athlete = client.get_athlete()
    assert (athlete.firstname, athlete.measurement_preference) == ("Noor", "meters")
    assert athlete.bikes
    assert athlete.shoes
    zones = client.get_athlete_zones()
    assert zones.heart_rate is not None
    assert zones.heart_rate.zones is not None
    assert len(zones.heart_rate.zones.root) == 5
    stats = client.get_athlete_stats(athlete.id)
    assert stats.all_run_totals is not None
    assert stats.all_run_totals.count
    gear = client.get_gear(athlete.bikes[0].id or "")
    assert (gear.name, gear.brand_name) == (athlete.bikes[0].name, "Halden")


def test_reads_retired_gear_that_the_athlete_does_not_list(client: Client) -> None:
    athlete = client.get_athlete()
    listed = {item.id for item in [*(athlete.bikes or ()), *(athlete.shoes or ())]}
    oldest = next(a for a in client.get_activities(after="2021-01-01") if a.gear_id)
    assert oldest.gear_id not in listed
    assert client.get_gear(oldest.gear_id or "").name


def test_reads_every_activity(client: Client, history: list[dict[str, Any]]) -> None:
    activities = list(client.get_activities())
    assert {activity.id for activity in activities} == {item["id"] for item in history}
    newest_first = [activity.start_date for activity in activities if activity.start_date]
    assert newest_first == sorted(newest_first, reverse=True)
    races = [activity for activity in activities if activity.workout_type in (1, 11)]
    for race in races:
        assert race.distance
        assert race.elapsed_time
        assert race.average_speed == pytest.approx(race.distance / race.elapsed_time, abs=0.001)
    assert {race.workout_type for race in races} == {1, 11}


def test_reads_the_activities_of_a_period(client: Client) -> None:
    start, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
    activities = list(client.get_activities(after=start, before=end))
    dates = [activity.start_date for activity in activities if activity.start_date]
    assert len(dates) > 10
    assert start < min(dates)
    assert max(dates) < end
    assert dates == sorted(dates), "oldest first with `after`"
    assert len(list(client.get_activities(before=end, limit=3))) == 3


def test_reads_everything_about_an_activity(client: Client) -> None:
    summary = next(a for a in client.get_activities() if a.sport_type == "Run" and a.has_heartrate)
    assert summary.id is not None
    detail = client.get_activity(summary.id, include_all_efforts=True)
    assert (detail.id, detail.name) == (summary.id, summary.name)
    assert detail.gear is not None
    assert detail.gear.id == summary.gear_id
    assert detail.best_efforts
    laps = list(client.get_activity_laps(summary.id))
    assert [lap.lap_index for lap in laps] == [lap.lap_index for lap in detail.laps or ()]
    zones = client.get_activity_zones(summary.id)
    assert [zone.type for zone in zones] == ["heartrate"]
    assert zones[0].distribution_buckets is not None
    assert len(zones[0].distribution_buckets) == 5


def test_reads_streams_with_and_without_types(client: Client) -> None:
    run = next(a for a in client.get_activities() if a.sport_type == "Run" and a.has_heartrate)
    assert run.id is not None
    chosen = client.get_activity_streams(run.id, types=["time", "latlng"])
    assert chosen.keys() == {"time", "latlng"}
    everything = client.get_activity_streams(run.id)
    assert everything.keys() > {"time", "latlng", "distance", "heartrate", "altitude", "moving"}
    assert everything["time"].data == chosen["time"].data
    assert everything["time"].original_size == len(everything["time"].data or ())


def test_reads_lists_that_are_empty(client: Client) -> None:
    newest = next(iter(client.get_activities()))
    assert newest.id is not None
    athlete_id = client.get_athlete().id
    assert athlete_id is not None
    for items in (
        client.get_activity_comments(newest.id),
        client.get_activity_kudos(newest.id),
        client.get_activity_photos(newest.id, size=600),
        client.get_athlete_clubs(),
        client.get_starred_segments(),
        client.get_athlete_starred_segments(athlete_id),
        client.get_athlete_koms(athlete_id),
        client.get_routes(),
        client.get_routes(athlete_id),
    ):
        assert list(items) == []


def test_reads_the_rate_limits_from_the_headers(program: Program) -> None:
    program.sign_in()
    assert program.rates == [], "the OAuth addresses have no limits"
    program.client.get_athlete()
    program.client.get_athlete()
    limiter = stravalib("stravalib.util.limiter")
    assert program.rates == [
        limiter.RequestRate(short_usage=number, long_usage=number, short_limit=100, long_limit=1000)
        for number in (1, 2)
    ]


def test_understands_errors(program: Program) -> None:
    program.sign_in()
    client = program.client
    with pytest.raises(stravalib().exc.ObjectNotFound, match="Activity"):
        client.get_activity(7)
    with pytest.raises(stravalib().exc.ObjectNotFound, match="Gear"):
        client.get_gear("b0")
    with pytest.raises(stravalib().exc.ObjectNotFound, match="path"):
        client.get_segment(1)
    program.strava.sample.set_limits(read=(0, 0))
    for terse in (False, True):
        program.strava.sample.terse_rate_limit = terse
        with pytest.raises(stravalib().exc.Fault, match="Rate Limit Exceeded"):
            client.get_athlete()
    program.strava.sample.set_limits()
    program.strava.sample.inactive = True
    with pytest.raises(stravalib().exc.ApplicationInactive):
        client.get_athlete()
