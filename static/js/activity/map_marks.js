// Start and finish, and a mark at each kilometer or mile.

import { between } from "./map_route.js";

const METERS_PER_MILE = 1609.344;
/** Pixels of the route that a number needs, and that a dot needs. */
const ROOM = 60;
const ROOM_OF_DOT = 12;

/** Show the marks, with as many numbers as there is room for. */
export function showMarks(map, drawing, route, isImperial) {
  const places = distancePlaces(drawing, route, isImperial ? METERS_PER_MILE : 1000);
  map.createPane("marks").style.zIndex = 450;
  map.createPane("ends").style.zIndex = 460;
  const group = L.layerGroup().addTo(map);
  const show = () => {
    group.clearLayers();
    if (!places.length) return;
    const room = pixels(map, route) / places.length;
    const step = [1, 2, 5, 10, 20, 50, 100, 200].find((every) => every * room >= ROOM);
    places.forEach((position, index) => {
      const number = index + 1;
      if (!position) return;
      if (step && number % step === 0) group.addLayer(mark(position, String(number), "map-mark"));
      else if (room >= ROOM_OF_DOT) group.addLayer(mark(position, "", "map-mark map-dot"));
    });
  };
  map.on("zoomend", show);
  show();
  end(route.finish, "finish-ring", 20, "Finish").addTo(map);
  end(route.start, "start-dot", 10, "Start").addTo(map);
}

/** Return where the route has reached each full distance; null where that was not recorded. */
function distancePlaces({ distance }, route, unit) {
  const places = [];
  if (!distance) return places;
  for (let index = 1; index < distance.length; index += 1) {
    const before = distance[index - 1];
    while ((places.length + 1) * unit <= distance[index]) {
      const share = ((places.length + 1) * unit - before) / (distance[index] - before);
      const [start, end] = route.positions.slice(index - 1, index + 1);
      places.push(start && end ? between(start, end, share) : null);
    }
  }
  return places;
}

function pixels(map, route) {
  const points = route.positions.filter(Boolean).map((position) => map.latLngToLayerPoint(position));
  return points.slice(1).reduce((sum, point, index) => sum + point.distanceTo(points[index]), 0);
}

function mark(position, text, className) {
  const label = document.createElement("span");
  label.textContent = text;
  return marker(position, "marks", { className, html: label, iconSize: [30, 18] });
}

function end(position, className, size, title) {
  return marker(position, "ends", { className, iconSize: [size, size] }, title);
}

function marker(position, pane, icon, title = "") {
  const options = { pane, icon: L.divIcon(icon), interactive: false, keyboard: false, title };
  return L.marker(position, options);
}
