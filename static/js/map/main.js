// The scripts of the map of all routes.

import { followBackground } from "./background.js";
import { followCoast } from "./coast.js";
import { makeMap } from "./frame.js";
import { limitGestures } from "./gestures.js";
import { followPlaces } from "./here.js";
import { home } from "./home.js";
import { fill, makeLayer } from "./layer.js";
import { offerPicture } from "./picture.js";
import { Raster } from "./raster.js";
import { Selection } from "./selection.js";
import { draw } from "./styles.js";

const REMEMBERED = "logbook-map-style";
const WORLD = [[-55, -170], [70, 170]];

let element = null;
let selection = null;

/** Start when the page is there, and again after Back, when htmx has replaced it. */
function start() {
  const found = document.querySelector("#routes-map");
  if (!found || found === element) return;
  element = found;
  selection = new Selection(found.dataset.routes);
  selection.addEventListener("change", () => show(found, selection), { once: true });
  const hint = found.querySelector(".map-hint");
  selection.addEventListener("change", () => { hint.textContent = ""; });
  selection.addEventListener("failure", () => {
    hint.textContent = "The routes could not be loaded. Reload the page.";
  });
  selection.follow(new URLSearchParams(location.search));
}

function show(found, chosen) {
  const view = found.querySelector(".map-view");
  view.hidden = false;
  const { routes } = chosen;
  const all = Array.from(routes.ids, (_, index) => index);
  const whole = routes.bounds(all) ?? L.latLngBounds(WORLD);
  const first = routes.bounds(home(routes, chosen.shown)) ?? whole;
  const map = makeMap(view, first, found.dataset.imperial === "1", {
    whole, label: "Show all routes",
  });
  followDrawing(found, map, chosen);
  followCoast(map, found.dataset.coast);
  offerPicture(found.querySelector(".map-picture"), found.querySelector(".map-note"), map);
  followPlaces(found, map, chosen);
  limitGestures(map, found.querySelector(".map-hint"));
  followBackground(map);
}

/** Draw the routes, and draw them again when the style or the filters change. */
function followDrawing(found, map, chosen) {
  const menu = found.querySelector(".map-style");
  const remembered = read();
  if ([...menu.options].some(({ value }) => value === remembered)) menu.value = remembered;
  const layer = makeLayer((canvas, { left, top, scale }) => {
    const raster = new Raster(canvas.width, canvas.height, left, top, scale);
    const { colors, key } = draw(menu.value, found, raster, chosen.routes, chosen.shown);
    fill(canvas, raster, colors);
    showKey(found, key);
  });
  const redraw = () => layer.draw();
  layer.addTo(map);
  countShown(found, chosen);
  menu.addEventListener("change", () => { write(menu.value); redraw(); });
  chosen.addEventListener("change", () => { redraw(); countShown(found, chosen); });
}

function showKey(found, key) {
  found.querySelector(".map-key").replaceChildren(...key.map(({ label, color }) => {
    const entry = document.createElement("li");
    entry.textContent = label;
    entry.style.setProperty("--color", color);
    return entry;
  }));
}

function countShown(found, { shown, matching }) {
  const number = shown.length.toLocaleString("en-US");
  const missing = matching === null ? 0 : matching - shown.length;
  const rest = missing ? `, ${missing.toLocaleString("en-US")} without one` : "";
  found.querySelector(".map-count").textContent = (
    `${number} ${shown.length === 1 ? "activity" : "activities"} with a route${rest}`
  );
}

// A browser may refuse to store anything.
function read() {
  try { return localStorage.getItem(REMEMBERED); } catch { return null; }
}

function write(value) {
  try { localStorage.setItem(REMEMBERED, value); } catch { /* It is then asked again. */ }
}

// The map asks for what matches at once, and does not wait for the totals and the list.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id !== "activities" || !element) return;
  const address = new URL(detail.pathInfo.finalRequestPath, location.href);
  if (address.pathname === element.dataset.page) selection.follow(address.searchParams);
});
document.addEventListener("htmx:historyRestore", start);
start();
