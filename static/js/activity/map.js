// The map of the route: its line, the cursor, and the chosen stretch.

import { followBackground } from "../map/background.js";
import { followColoring } from "./map_coloring.js";
import { makeMap } from "../map/frame.js";
import { limitGestures } from "../map/gestures.js";
import { showMarks } from "./map_marks.js";
import { Route } from "./map_route.js";

/** Pixels around the line within which pointing at it moves the cursor. */
const NEAR = 30;

/** Draw the map in a section, if the recording has positions. */
export function startMap(section, recording) {
  const view = section.querySelector("#map-view");
  if (!view) return;
  view.hidden = false;
  const route = new Route(
    recording.drawing, JSON.parse(view.dataset.parts), JSON.parse(view.dataset.hiddenGaps ?? "[]"),
  );
  const isImperial = section.dataset.imperial === "1";
  const map = makeMap(view, route.bounds, isImperial);
  followColoring(section, map, recording, route);
  showMarks(map, recording.drawing, route, isImperial);
  followCursor(map, recording, route);
  showChosen(map, recording, route);
  limitGestures(map, section.querySelector("#map-hint"));
  followBackground(map);
}

/** Move to a stretch that has been chosen, for example in a table, if it is out of sight. */
function showChosen(map, recording, route) {
  recording.addEventListener("choose", () => {
    const places = route.inside(recording.stretch);
    if (!places.length || map.getBounds().intersects(places)) return;
    map.fitBounds(places, { padding: [48, 48] });
  });
}

/** Show the sample that is pointed at in a chart, and let the map point at one. */
function followCursor(map, recording, route) {
  map.createPane("cursor").style.zIndex = 650;
  const renderer = L.svg({ pane: "cursor" });
  const mark = L.circleMarker([0, 0], {
    renderer, pane: "cursor", radius: 7, className: "map-cursor", interactive: false,
  });
  recording.addEventListener("cursor", () => {
    const position = route.positions[recording.cursor];
    if (position) mark.setLatLng(position).addTo(map);
    else mark.remove();
  });

  let points = null;
  map.on("zoomend viewreset", () => { points = null; });
  const pointAt = (event) => {
    points ??= route.positions.map((position) => position && map.latLngToLayerPoint(position));
    recording.point(nearest(points, event.layerPoint, recording.cursor));
  };
  map.on("mousemove click", pointAt);
  map.on("mouseout", () => recording.point(null));
}

/** Return the index of the point that is near, or null. Where a route passes a place twice, it is
    the one that continues from the cursor. */
function nearest(points, place, cursor) {
  const distances = points.map((point) => (point ? point.distanceTo(place) : Infinity));
  const least = Math.min(...distances);
  if (least > NEAR) return null;
  let found = null;
  distances.forEach((distance, index) => {
    if (distance > least + 3) return;
    const isNext = cursor !== null && Math.abs(index - cursor) < Math.abs(found - cursor);
    if (found === null || isNext || (cursor === null && distance < distances[found])) found = index;
  });
  return found;
}
