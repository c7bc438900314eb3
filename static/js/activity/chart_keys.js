// The keys of the charts: arrows, Page Up and Down, Home and End move the cursor, with Shift they
// choose a stretch, and Escape clears it.

import { nearest } from "./series.js";

const STEPS = { ArrowLeft: -0.005, ArrowRight: 0.005, PageUp: -0.1, PageDown: 0.1, Home: -1, End: 1 };
const SETTLED_AFTER = 400;
const LABEL = "Charts. Arrow keys move the cursor, with Shift they choose a stretch.";

/** Let keys move the cursor and choose stretches while the charts have the focus. */
export function followKeys(charts) {
  const { element, recording } = charts;
  // The end of the stretch that stays while keys move the other one, in seconds.
  let fixed = null;
  let isByKeys = false;
  let settling = 0;

  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", LABEL);

  function byKeys(change) {
    isByKeys = true;
    change();
    isByKeys = false;
  }

  function forget() {
    if (isByKeys) return;
    fixed = null;
  }

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
    return Math.round(recording.drawing.time[recording.cursor]);
  }

  /** Fix one end of the next stretch, and put the cursor at the other one. */
  function begin(share) {
    const { stretch, drawing } = recording;
    if (stretch) {
      const moving = share < 0 ? stretch.from : stretch.to;
      fixed = share < 0 ? stretch.to : stretch.from;
      recording.point(nearest(drawing.time, moving));
    } else {
      fixed = timeOfCursor();
    }
  }

  function choose() {
    const time = timeOfCursor();
    const [from, to] = [Math.min(fixed, time), Math.max(fixed, time)];
    recording.preview(from < to ? { from, to } : null);
    clearTimeout(settling);
    settling = setTimeout(() => byKeys(() => recording.choose(recording.stretch)), SETTLED_AFTER);
  }

  function step(share, isChoosing) {
    if (!isChoosing || (recording.cursor === null && !recording.stretch)) {
      move(share);
      fixed = timeOfCursor();
      return;
    }
    if (fixed === null) begin(share);
    move(share);
    choose();
  }

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && recording.stretch) recording.choose(null);
    const share = STEPS[event.key];
    if (share === undefined) return;
    event.preventDefault();
    byKeys(() => step(share, event.shiftKey));
  });
  recording.addEventListener("cursor", forget);
  recording.addEventListener("stretch", () => {
    if (!isByKeys) clearTimeout(settling);
    forget();
  });
}
