// The scripts of the page of one activity.

import { showCharts } from "./charts.js";
import { startMap } from "./map.js";
import { followDownloads } from "./downloads.js";
import { load } from "./recording.js";
import { followStretch } from "./stretch.js";
import { followLinks } from "./stretch_links.js";

let section = null;

// The section may come later, with the details of the activity.
async function start() {
  const found = document.querySelector("#recording");
  if (found === section) return;
  section = found;
  if (!section) return;
  const recording = await load(section);
  if (!recording || !section.isConnected) return;
  startMap(section, recording);
  followDownloads(recording);
  if (!section.querySelector("#charts")) return;
  showCharts(section, recording);
  followLinks(recording);
  followStretch(section, recording);
}

document.addEventListener("htmx:load", start);
start();
