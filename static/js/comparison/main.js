// The scripts of a comparison: one cursor on all charts and on the map.

import { followCharts } from "./charts.js";
import { Cursor } from "./cursor.js";
import { startMap } from "./map.js";
import { showReached } from "./reached.js";

const section = document.querySelector("#comparison-cursor");
const view = document.querySelector("#comparison-map");
const cursor = new Cursor(section ? JSON.parse(section.dataset.cursor) : null);
if (section) {
  showReached(section, cursor);
  followCharts(document.querySelectorAll(".comparison-chart .plot > svg"), cursor);
}
if (view) startMap(view, cursor);
