// The recording of the page: its drawing, the cursor, and the chosen stretch.

/** Map, charts and tables follow it, and change it. It fires:
 *  `cursor` when another sample is pointed at;
 *  `stretch` when the stretch changes, also while it is being drawn;
 *  `choose` when a stretch has been chosen, or none.
 */
class Recording extends EventTarget {
  /** @param {Object<string, Array>} drawing lists of equal length, by measurement */
  constructor(drawing) {
    super();
    this.drawing = drawing;
    /** The sample that is pointed at: an index into the lists, or null. */
    this.cursor = null;
    /** The stretch: seconds since the start, `{from, to}`, or null. */
    this.stretch = null;
  }

  /** Move the cursor to a sample, or away with null. */
  point(index) {
    if (index === this.cursor) return;
    this.cursor = index;
    this.dispatchEvent(new Event("cursor"));
  }

  /** Return what was recorded of a stretch, or null if nothing was. */
  within({ from, to }) {
    const { time } = this.drawing;
    const recorded = { from: Math.max(from, time[0]), to: Math.min(to, time.at(-1)) };
    return recorded.from < recorded.to ? recorded : null;
  }

  /** Show a stretch, or none with null, without choosing it. */
  preview(stretch) {
    this.stretch = stretch && this.within(stretch);
    this.dispatchEvent(new Event("stretch"));
  }

  /** Choose a stretch, or none with null. */
  choose(stretch) {
    this.preview(stretch);
    this.dispatchEvent(new Event("choose"));
  }
}

/** Return the recording whose drawing is at an address, or null if it cannot be loaded. */
export async function load(address) {
  try {
    const response = await fetch(address);
    return response.ok ? new Recording(await response.json()) : null;
  } catch {
    return null;
  }
}
