// The scripts of the map of all routes.

import { followBackground } from "./background.js";
import { followCoast } from "./coast.js";
import { routesAt, tileAt } from "./found.js";
import { makeMap } from "./frame.js";
import { limitGestures } from "./gestures.js";
import { followPlaces } from "./here.js";
import { home } from "./home.js";
import { fill, makeLayer } from "./layer.js";
import { StyleMenu } from "./menu.js";
import { offerPicture } from "./picture.js";
import { Raster } from "./raster.js";
import { Selection } from "./selection.js";
import { draw } from "./styles.js";
import { drawTiles } from "./tile_drawing.js";
import { boxOf, Tiles } from "./tiles.js";

const WORLD = [[-55, -170], [70, 170]];

let element = null;
/** What the map shows: `menu`, `selection`, `tiles`, and once it is there, `map`. */
let shown = null;

/** Start when the page is there, and again after Back, when htmx has replaced it. */
function start() {
  const found = document.querySelector("#routes-map");
  if (!found || found === element) return;
  element = found;
  const selection = new Selection(found.dataset.routes);
  const tiles = new Tiles(found.dataset.tiles);
  shown = { menu: new StyleMenu(found.querySelector(".map-style")), selection, tiles };
  selection.addEventListener("change", () => show(found, shown), { once: true });
  sayWhatFails(found.querySelector(".map-hint"), shown);
  version = versionOfPage();
  follow(new URLSearchParams(location.search));
}

function sayWhatFails(hint, { menu, selection, tiles }) {
  const failed = new Set();
  const say = () => {
    const names = [...failed].join(" and the ");
    hint.textContent = names && `The ${names} could not be loaded. Reload the page.`;
  };
  menu.addEventListener("change", () => { failed.delete("tiles"); say(); });
  for (const [name, loading] of [["routes", selection], ["tiles", tiles]]) {
    loading.addEventListener("change", () => { failed.delete(name); say(); });
    loading.addEventListener("failure", () => { failed.add(name); say(); });
  }
}

/** Show what the parameters of an address match, in the way that they ask for. */
function follow(parameters) {
  const { menu, selection, tiles } = shown;
  menu.follow(parameters);
  selection.follow(parameters);
  if (menu.hasTiles) tiles.follow(selection.query);
}

function show(found, { menu, selection, tiles }) {
  const view = found.querySelector(".map-view");
  view.hidden = false;
  const { routes } = selection;
  const all = Array.from(routes.ids, (_, index) => index);
  const whole = routes.bounds(all) ?? L.latLngBounds(WORLD);
  const first = routes.bounds(home(routes, selection.shown)) ?? whole;
  const map = makeMap(view, first, found.dataset.imperial === "1", {
    whole, label: "Show all routes",
  });
  shown.map = map;
  followDrawing(found, map, { menu, selection, tiles });
  followCoast(map, found.dataset.coast);
  offerPicture(found.querySelector(".map-picture"), found.querySelector(".map-note"), map);
  followPlaces(found, map, makePlaces(map, { menu, selection, tiles }));
  limitGestures(map, found.querySelector(".map-hint"));
  followBackground(map);
}

/** Draw what is shown, and draw it again when the style or the filters change. */
function followDrawing(found, map, { menu, selection, tiles }) {
  const layer = makeLayer((canvas, part) => {
    const raster = new Raster(canvas.width, canvas.height, part.left, part.top, part.scale);
    const lines = draw(menu.style, found, raster, selection.routes, selection.shown);
    fill(canvas, raster, lines.colors);
    showKey(found, menu.hasTiles ? drawTiles(found, canvas, part, tiles) : lines.key);
  });
  layer.addTo(map);
  countShown(found, selection);
  menu.addEventListener("change", () => layer.draw());
  tiles.addEventListener("change", () => layer.draw());
  selection.addEventListener("change", () => { layer.draw(); countShown(found, selection); });
}

/** Make what followPlaces lists. */
function makePlaces(map, { menu, selection, tiles }) {
  const places = Object.assign(new EventTarget(), {
    find(place, near) {
      if (menu.hasTiles) return tileAt(tiles, selection.query, place);
      return routesAt(selection, map, place, near);
    },
    positions(id) {
      const pieces = selection.routes.indexesById.get(id) ?? [];
      return pieces.map((route) => selection.routes.positions(route));
    },
  });
  const change = () => places.dispatchEvent(new Event("change"));
  menu.addEventListener("change", change);
  selection.addEventListener("change", () => { if (!menu.hasTiles) change(); });
  tiles.addEventListener("change", () => { if (menu.hasTiles) change(); });
  return places;
}

function showKey(found, key) {
  found.querySelector(".map-key").replaceChildren(...key.map(({ label, color }) => {
    const entry = document.createElement("li");
    entry.textContent = label;
    entry.style.setProperty("--color", color);
    return entry;
  }));
}

function countShown(found, { routes, shown, matching }) {
  const count = new Set(shown.map((route) => routes.ids[route])).size;
  const number = count.toLocaleString("en-US");
  const missing = matching === null ? 0 : matching - count;
  const rest = missing ? `, ${missing.toLocaleString("en-US")} without one` : "";
  found.querySelector(".map-count").textContent = (
    `${number} ${count === 1 ? "activity" : "activities"} with a route${rest}`
  );
}

// After a sync, the page has a new version of the data.
let version = null;

const versionOfPage = () => document.querySelector("#data-version")?.value ?? null;

async function followData() {
  const latest = versionOfPage();
  if (!element || latest === null || latest === version) return;
  version = latest;
  const { menu, selection, tiles } = shown;
  tiles.query = null;
  selection.reload();
  if (menu.hasTiles) tiles.follow(selection.query);
}

for (const swapped of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(swapped, followData);
}

// The map asks for what matches at once, and does not wait for the totals and the list.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id !== "activities" || !element) return;
  const address = new URL(detail.pathInfo.finalRequestPath, location.href);
  if (address.pathname === element.dataset.page) follow(address.searchParams);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".map-box");
  if (!button || !shown?.map) return;
  shown.map.fitBounds(boxOf(button.dataset.box), { padding: [24, 24] });
  element.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:historyRestore", start);
start();
