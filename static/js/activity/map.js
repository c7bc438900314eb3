// The map of the route: its line, the cursor, and the chosen stretch.

import { followBackground } from "./map_background.js";
import { followColoring } from "./map_coloring.js";
import { limitGestures } from "./map_gestures.js";
import { showMarks } from "./map_marks.js";
import { Route } from "./map_route.js";

/** Pixels around the line within which pointing at it moves the cursor. */
const NEAR = 30;
/** The zoom with the largest scale that tile servers have. */
const LARGEST_ZOOM = 19;

const CORNERS = '<svg class="map-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 10V5h5M14 5h5v5M19 14v5h-5M10 19H5v-5"/></svg>';

/** Draw the map in a section, if the recording has positions. */
export function startMap(section, recording) {
  const view = section.querySelector("#map-view");
  if (!view) return;
  view.hidden = false;
  const route = new Route(recording.drawing, JSON.parse(view.dataset.parts));
  const isImperial = section.dataset.imperial === "1";
  const map = makeMap(view, route.bounds, isImperial);
  followColoring(section, map, recording, route);
  showMarks(map, recording.drawing, route, isImperial);
  followCursor(map, recording, route);
  showChosen(map, recording, route);
  limitGestures(map, section.querySelector("#map-hint"));
  followBackground(map);
}

function makeMap(view, bounds, isImperial) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(view, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    maxZoom: LARGEST_ZOOM,
    zoomSnap: 0.25,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    inertia: !isCalm,
  });
  const whole = { padding: [24, 24], animate: !isCalm };
  map.fitBounds(bounds, { ...whole, animate: false });
  L.control.zoom({ zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  addButton(map, CORNERS, "Show the whole route", () => map.fitBounds(bounds, whole));
  L.control.scale({ metric: !isImperial, imperial: isImperial }).addTo(map);
  return map;
}

function addButton(map, icon, label, press) {
  const control = L.control({ position: "topleft" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const button = L.DomUtil.create("a", "", bar);
    Object.assign(button, { href: "#", role: "button", title: label, innerHTML: icon });
    button.setAttribute("aria-label", label);
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(button, "click", (event) => { L.DomEvent.preventDefault(event); press(); });
    return bar;
  };
  control.addTo(map);
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
