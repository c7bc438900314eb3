// The keys of the charts: arrows, Page Up and Down, Home and End move the cursor, with Shift they
// choose a stretch, and Escape clears it.

import { nearest } from "./series.js";

const STEPS = { ArrowLeft: -0.005, ArrowRight: 0.005, PageUp: -0.1, PageDown: 0.1, Home: -1, End: 1 };
const SETTLED_AFTER = 400;
const LABEL = "Charts. Arrow keys move the cursor, with Shift they choose a stretch.";

/** Let keys move the cursor and choose stretches while the charts have the focus. */
export function followKeys(charts) {
  const { element, recording } = charts;
  let fixed = null;
  let settling = 0;

  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", LABEL);

  function move(share) {
    const { places } = charts;
    const last = places.length - 1;
    const index = recording.cursor;
    if (index === null) {
      const isEnd = Math.abs(share) === 1;
      recording.point((share < 0) === isEnd ? 0 : last);
      return;
    }
    const target = nearest(places, places[index] + share * (places[last] - places[0]));
    // At least to the next sample, which may be at the same place or far away.
    const next = share < 0 ? Math.min(target, index - 1) : Math.max(target, index + 1);
    recording.point(Math.min(Math.max(next, 0), last));
  }

  function timeOfCursor() {
    return Math.round(recording.drawing.time[recording.cursor ?? 0]);
  }

  function choose() {
    const time = timeOfCursor();
    const [from, to] = [Math.min(fixed, time), Math.max(fixed, time)];
    recording.preview(from < to ? { from, to } : null);
    clearTimeout(settling);
    settling = setTimeout(() => recording.choose(recording.stretch), SETTLED_AFTER);
  }

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && recording.stretch) {
      clearTimeout(settling);
      fixed = null;
      recording.choose(null);
    }
    const share = STEPS[event.key];
    if (share === undefined) return;
    event.preventDefault();
    if (event.shiftKey) fixed ??= timeOfCursor();
    else fixed = null;
    move(share);
    if (event.shiftKey) choose();
  });
}
