// The map of a comparison: a line for each activity, and where each one is at the cursor.

import { followBackground } from "../map/background.js";
import { makeMap } from "../map/frame.js";
import { limitGestures } from "../map/gestures.js";
import { Route } from "../activity/map_route.js";
import { load } from "../activity/recording.js";

/** Draw the map. If a recording cannot be loaded, the drawing of the server stays. */
export async function startMap(element, cursor) {
  const view = element.querySelector(".map-view");
  const sources = [...view.querySelectorAll("a")];
  const recordings = await Promise.all(sources.map((source) => load(source.href)));
  if (recordings.includes(null)) return;
  const tracks = recordings.map(({ drawing }, index) => ({
    ...sources[index].dataset,
    distance: drawing.distance,
    route: new Route(drawing, JSON.parse(sources[index].dataset.parts)),
  }));
  sources.forEach((source) => source.remove());
  view.hidden = false;
  const bounds = L.latLngBounds(tracks.flatMap(({ route }) => route.positions.filter(Boolean)));
  const map = makeMap(view, bounds, element.dataset.imperial === "1");
  tracks.forEach((track) => showTrack(map, track, cursor));
  limitGestures(map, element.querySelector(".map-hint"));
  followBackground(map);
}

function showTrack(map, { number, distance, route }, cursor) {
  const renderer = L.svg();
  const lines = route.parts.map(([first, last]) => route.positions.slice(first, last + 1));
  const line = { renderer, className: `compared-${number}`, interactive: false, fill: false };
  L.polyline(lines, line).addTo(map);
  const mark = L.circleMarker([0, 0], {
    renderer, className: `compared-${number} here`, radius: 6, interactive: false,
  });
  cursor.addEventListener("move", () => {
    const position = route.positions[sampleAt(distance, cursor.meters)];
    if (position) mark.setLatLng(position).addTo(map);
    else mark.remove();
  });
}

/** Return the first sample at or after a distance from the start; -1 beyond the end. */
function sampleAt(distance, meters) {
  return distance ? distance.findIndex((covered) => covered - distance[0] >= meters) : -1;
}
