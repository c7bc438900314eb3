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
  if (!found?.dataset.drawing) return;
  const recording = await load(found.dataset.drawing);
  if (!found.isConnected) return;
  if (recording) show(found, recording);
  else sayWhatIsMissing(found);
}

function show(element, recording) {
  startMap(element, recording);
  followDownloads(recording);
  if (element.querySelector("#charts")) showCharts(element, recording);
  followLinks(recording);
  followStretch(element, recording);
}

/** Leave what the server drew, and the links, which work without scripts as well. */
function sayWhatIsMissing(element) {
  element.classList.add("not-loaded");
  const message = document.createElement("p");
  message.setAttribute("role", "alert");
  message.textContent = "The charts could not be loaded. Reload the page.";
  element.querySelector("#charts, #stretch").before(message);
}

document.addEventListener("htmx:load", start);
start();
