// The scripts of the page of one activity.

import { load } from "./recording.js";

let section = null;

// The section may come later, with the details of the activity.
async function start() {
  const found = document.querySelector("#recording");
  if (found === section) return;
  section = found;
  if (!section) return;
  const recording = await load(section);
  if (!recording || !section.isConnected) return;
}

document.addEventListener("htmx:load", start);
start();
