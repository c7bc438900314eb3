// The distance that is pointed at, in steps that are the same for all activities.

/** Fires `move` when another distance is pointed at. */
export class Cursor extends EventTarget {
  /** @param {{longest: number, times: Array, distance: object}|null} data from the server */
  constructor(data) {
    super();
    this.data = data;
    /** How many steps it is from the start, or null before anything is pointed at. */
    this.step = null;
  }

  /** The number of the last step, which is at the longest distance. */
  get last() {
    return this.data.times.find(Boolean).length - 1;
  }

  /** The distance in meters. */
  get meters() {
    return (this.data.longest * this.step) / this.last;
  }

  /** Move the cursor to a step. */
  moveTo(step) {
    const inside = Math.min(Math.max(Math.round(step), 0), this.last);
    if (inside === this.step) return;
    this.step = inside;
    this.dispatchEvent(new Event("move"));
  }
}
