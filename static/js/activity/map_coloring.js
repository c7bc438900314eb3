// The line of the route, in the colors of the measurement that the reader chooses.

import { classify, PLAIN } from "./map_classes.js";

const REMEMBERED = "logbook-map-coloring";

/** Draw the route and the chosen stretch, and draw them again when one of the choices changes. */
export function followColoring(section, map, recording, route) {
  const menu = section.querySelector("#map-coloring");
  const legend = section.querySelector("#map-legend");
  const whole = layer(map, "whole", 400);
  const lit = layer(map, "lit", 410);
  let classes = PLAIN;

  const drawWhole = () => {
    whole.draw(route.lines(classes.classOf), "map-edge");
    whole.add(route.gaps(), "map-gap");
  };
  const drawLit = () => {
    const { stretch } = recording;
    map.getContainer().classList.toggle("has-stretch", stretch !== null);
    lit.draw(stretch ? route.lines(classes.classOf, stretch) : new Map(), "map-glow");
  };
  const color = () => {
    const { measurement } = menu?.selectedOptions[0].dataset ?? {};
    classes = measurement ? classify(recording.drawing, JSON.parse(measurement)) : PLAIN;
    legend?.replaceChildren(...classes.legend.map(entry));
    drawWhole();
    drawLit();
  };

  const remembered = read();
  if ([...menu?.options ?? []].some((option) => option.value === remembered)) {
    menu.value = remembered;
  }
  menu?.addEventListener("change", () => { write(menu.value); color(); });
  recording.addEventListener("stretch", drawLit);
  color();
}

/** Return a pane of the map with functions that draw lines in it. */
function layer(map, name, zIndex) {
  const pane = map.createPane(name);
  Object.assign(pane.style, { zIndex, pointerEvents: "none" });
  const renderer = L.svg({ pane: name, padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  const add = (lines, className) => {
    if (!lines.length) return;
    const options = { renderer, pane: name, className, interactive: false, smoothFactor: 1 };
    group.addLayer(L.polyline(lines, options));
  };
  /** Draw lines by class, all of them on top of an edge. */
  const draw = (linesByClass, edge) => {
    group.clearLayers();
    add([...linesByClass.values()].flat(), edge);
    linesByClass.forEach((lines, className) => add(lines, `map-line ${className}`));
  };
  return { add, draw };
}

function entry({ className, label, bound }) {
  const item = document.createElement("li");
  item.className = className;
  const [whole, shown] = [label, bound].map((text) => {
    const part = document.createElement("span");
    part.textContent = text;
    return part;
  });
  whole.className = "visually-hidden";
  shown.className = "bound";
  shown.setAttribute("aria-hidden", "true");
  item.append(whole, shown);
  return item;
}

// A browser may refuse to store anything.
function read() {
  try { return localStorage.getItem(REMEMBERED); } catch { return null; }
}

function write(value) {
  try { localStorage.setItem(REMEMBERED, value); } catch { /* It is then asked again. */ }
}
