// Keeps updates from replacing what the athlete is using.

import { isPressed } from "./pointer.js";
import { isPoll } from "./polls.js";

// Whether the current update came from a poll, not by the athlete.
let refreshing = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, shouldSwap, target } = event.detail;
  refreshing = isPoll(requestConfig.elt);
  if (refreshing && isPressed()) event.detail.shouldSwap = false;
  // htmx cleans up every element it removes, which takes a quarter of the time of an update. Rows
  // need no cleanup, so they are removed first, unless one of them has the focus.
  const rows = target.matches("#activities") ? target.querySelector("tbody") : null;
  if (shouldSwap && !rows?.contains(document.activeElement)) rows?.replaceChildren();
});

// A field that has the focus is never replaced. A poll also leaves alone what is open or
// pressed, and whatever has not changed.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const focused = document.activeElement;
  const typing = target.contains(focused) && focused.matches("input:not([type=checkbox])");
  const choosing = target.contains(focused) && focused.matches("select");
  const inUse = choosing || isPressed() || target.closest("#filters details[open]");
  const unchanged = target.innerHTML === fragment.firstElementChild?.innerHTML;
  if (typing || (refreshing && (inUse || unchanged))) event.detail.shouldSwap = false;
});

// If the element that had the focus is gone, the table or the statistics get it.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = event.detail.requestConfig;
  if (document.activeElement === document.body && !isPoll(elt) && elt.id !== "pagination") {
    document.querySelector("#activities, #statistics")?.focus({ preventScroll: true });
  }
});
