"""Routes in GeoJSON: across the 180th meridian, and damaged ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polyline
import pytest

from ..applications import stored
from ..html import parse
from ..sample_strava import activity
from ..test_polylines import DAMAGED, ROUTE

# From Taveuni in Fiji, over the meridian to the east.
FIJI = [(-16.8, 179.9), (-16.9, -179.9), (-17.0, -179.8)]


def exported(folder: Path, *polylines: Any) -> tuple[list[dict[str, Any]], list[bool]]:
    """Return the features of activities with these polylines, and whether rows have a drawing."""
    activities = [
        activity(number, map={"summary_polyline": encoded})
        for number, encoded in enumerate(polylines)
    ]
    with stored(folder, activities) as app:
        client = app.test_client()
        features = json.loads(client.get("/activities.geojson?order=asc").text)["features"]
        page = parse(client.get("/activities?order=asc").text)
    cells = page.find("table", "activity-table").find_all("td", "route")
    return features, [bool(cell.find_all("path")) for cell in cells]


def test_route_across_the_180th_meridian_has_two_lines(tmp_path: Path) -> None:
    features, drawn = exported(tmp_path, polyline.encode(FIJI), polyline.encode(ROUTE))
    across, plain = (feature["geometry"] for feature in features)
    assert across == {
        "type": "MultiLineString",
        "coordinates": [
            [[179.9, -16.8], [180.0, -16.85]],
            [[-180.0, -16.85], [-179.9, -16.9], [-179.8, -17.0]],
        ],
    }
    assert plain["type"] == "LineString"
    assert drawn == [True, True]


@pytest.mark.parametrize(
    "encoded",
    [value for value in DAMAGED.values() if not isinstance(value, bytes)],
    ids=[name for name, value in DAMAGED.items() if not isinstance(value, bytes)],
)
def test_damaged_route_is_left_out_and_the_others_remain(tmp_path: Path, encoded: Any) -> None:
    features, drawn = exported(tmp_path, encoded, polyline.encode(ROUTE))
    assert len(features) == 1
    assert features[0]["geometry"]["coordinates"][0] == [8.0, 47.0]
    assert drawn == [False, True]
