// Coming back from an activity, by its link or with Back, finds the row where it was, and marked.

import { isNewTab } from "./pointer.js";

const FRAMES = 5;

function returnedTo() {
  const id = location.hash.slice(1);
  return id.startsWith("activity-") ? document.getElementById(id)?.closest("tr") : null;
}

function mark() {
  for (const row of document.querySelectorAll("tr.returned")) row.classList.remove("returned");
  returnedTo()?.classList.add("returned");
}

// Before the browser leaves the table for an activity, the address is given its row, to which Back
// then leads. The history also keeps where in the window the row was: its place in the page may
// have changed by then.
function rememberRow(link) {
  const id = /\/activities\/(\d+)$/.exec(link.pathname)?.[1];
  const row = document.getElementById(`activity-${id}`)?.closest("tr");
  if (!row) return;
  const rowTop = row.getBoundingClientRect().top;
  history.replaceState({ ...history.state, rowTop }, "", `#activity-${id}`);
  history.scrollRestoration = "manual";
}

// Cards get their height when they come into sight, which can move the row for some frames.
function scrollUntilSettled(rowTop, frames) {
  const row = returnedTo();
  if (row) scrollBy({ top: row.getBoundingClientRect().top - rowTop, behavior: "instant" });
  if (frames > 0) requestAnimationFrame(() => scrollUntilSettled(rowTop, frames - 1));
  else history.scrollRestoration = "auto";
}

function restorePlace() {
  const { rowTop, ...state } = history.state ?? {};
  if (rowTop === undefined) return;
  history.replaceState(state, "");
  scrollUntilSettled(rowTop, FRAMES);
}

// The link of an activity goes back in the history if the table is what comes before it.
function goBack(event, link) {
  const [before] = link.href.split("#");
  if (document.referrer !== before || history.length < 2) return;
  event.preventDefault();
  // Each stretch that was chosen on the page of the activity is a step in the history.
  history.go(-1 - (history.state?.stretches ?? 0));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || isNewTab(event) || event.defaultPrevented) return;
  if (link.id === "back") goBack(event, link);
  else rememberRow(link);
});

addEventListener("pageshow", () => {
  mark();
  restorePlace();
});
for (const swapped of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(swapped, mark);
}
