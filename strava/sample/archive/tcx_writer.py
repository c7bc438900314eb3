"""A recording as TCX, as websites for training export it.

Source: https://www8.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from ..laps import make_laps
from ..recording import Recording
from .stops import Stop, find_stops, timer_time

_LEADING = " " * 10
"""Many of the files have spaces before the declaration, which XML does not allow."""
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase \
xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" \
xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <Activities>
  <Activity Sport="{sport}">
   <Id>{start}</Id>
"""
_TAIL = """\
   <Creator xsi:type="Device_t">
    <Name>{device}</Name>
    <UnitId>27182818</UnitId>
    <ProductID>0</ProductID>
   </Creator>
  </Activity>
 </Activities>
</TrainingCenterDatabase>
"""
_NEXT_TRACK = "    </Track>\n    <Track>\n"


def write_tcx(activity: dict[str, Any], recording: Recording) -> bytes:
    """Return the file."""
    sport_type = activity["sport_type"]
    sport = "Running" if "Run" in sport_type else "Biking" if "Ride" in sport_type else "Other"
    head = _HEAD.format(sport=sport, start=activity["start_date"])
    tail = _TAIL.format(device=escape(activity["device_name"]))
    laps = make_laps(activity, recording)
    start = datetime.fromisoformat(activity["start_date"].removesuffix("Z"))
    stops = find_stops(recording)
    points = list(_points(recording, stops, start, is_run=sport == "Running"))
    parts = (
        part
        for number, lap in enumerate(laps, start=1)
        for part in _lap(lap, recording, stops, points, is_last=number == len(laps))
    )
    return "".join((_LEADING, head, *parts, tail)).encode()


def _lap(
    lap: dict[str, Any],
    recording: Recording,
    stops: list[Stop],
    points: list[str],
    *,
    is_last: bool,
) -> Iterator[str]:
    first, last = lap["start_index"], lap["end_index"]
    begin, end = recording.time[first], recording.time[last]
    yield (
        f'   <Lap StartTime="{lap["start_date"]}">\n'
        f"    <TotalTimeSeconds>{timer_time(stops, begin, end)}.0"
        "</TotalTimeSeconds>\n"
        f"    <DistanceMeters>{lap['distance']}</DistanceMeters>\n"
        f"    <MaximumSpeed>{lap['max_speed']}</MaximumSpeed>\n    <Calories>0</Calories>\n"
    )
    for element, key in (("Average", "average_heartrate"), ("Maximum", "max_heartrate")):
        if key in lap:
            value = round(lap[key])
            yield f"    <{element}HeartRateBpm><Value>{value}</Value></{element}HeartRateBpm>\n"
    yield "    <Intensity>Active</Intensity>\n    <TriggerMethod>Manual</TriggerMethod>\n"
    yield "    <Track>\n"
    yield from points[first : last + is_last]
    yield "    </Track>\n   </Lap>\n"


def _points(
    recording: Recording, stops: list[Stop], start: datetime, *, is_run: bool
) -> Iterator[str]:
    """Return the trackpoints; where the timer had stopped, a track begins."""
    resumed = {stop.end for stop in stops}
    for number, second in enumerate(recording.time):
        moment = (start + timedelta(seconds=second)).isoformat()
        values = "".join(_values(recording, number, is_run=is_run))
        point = f"     <Trackpoint><Time>{moment}.000Z</Time>{values}</Trackpoint>\n"
        yield _NEXT_TRACK + point if second in resumed else point


def _values(recording: Recording, number: int, *, is_run: bool) -> Iterator[str]:
    if recording.latlng:
        latitude, longitude = recording.latlng[number]
        yield (
            f"<Position><LatitudeDegrees>{latitude:.7f}</LatitudeDegrees>"
            f"<LongitudeDegrees>{longitude:.7f}</LongitudeDegrees></Position>"
        )
    if recording.altitude:
        yield f"<AltitudeMeters>{recording.altitude[number]}</AltitudeMeters>"
    if recording.distance:
        yield f"<DistanceMeters>{recording.distance[number]}</DistanceMeters>"
    if recording.heartrate and recording.heartrate[number] is not None:
        yield f"<HeartRateBpm><Value>{recording.heartrate[number]}</Value></HeartRateBpm>"
    if recording.cadence and not is_run:
        yield f"<Cadence>{recording.cadence[number]}</Cadence>"
    extension = ""
    if recording.speed:
        extension += f"<ns3:Speed>{recording.speed[number]}</ns3:Speed>"
    if recording.cadence and is_run:
        extension += f"<ns3:RunCadence>{recording.cadence[number]}</ns3:RunCadence>"
    if recording.watts:
        extension += f"<ns3:Watts>{recording.watts[number]}</ns3:Watts>"
    if extension:
        yield f"<Extensions><ns3:TPX>{extension}</ns3:TPX></Extensions>"
