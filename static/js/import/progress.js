// Shows how much of a copy has been sent, and how long the rest takes.

const UNITS = [[1e9, "GB", 1], [1e6, "MB", 0], [1e3, "kB", 0], [1, "bytes", 0]];

/** The part of the page that shows a copy being sent. */
export class Progress {
  /**
   * @param {HTMLElement} element
   * @param {import("./copy.js").Copy} copy
   */
  constructor(element, copy) {
    this.bar = element.querySelector("progress");
    this.text = element.querySelector("#import-progress-text");
    this.copy = copy;
    this.begun = null;
  }

  /** Show how many bytes have arrived. */
  show(received) {
    const { size, fileEnds } = this.copy;
    this.begun ??= { received, at: performance.now() };
    this.bar.max = size;
    this.bar.value = received;
    const files = this.copy.filesIn(received);
    this.text.textContent = [
      `${bytes(received)} of ${bytes(size)}`,
      `${files.toLocaleString("en")} of ${fileEnds.length.toLocaleString("en")} files`,
      this.timeLeft(received),
    ].filter(Boolean).join(", ");
  }

  /** Return how long the rest takes, once that can be said. */
  timeLeft(received) {
    const sent = received - this.begun.received;
    const seconds = (performance.now() - this.begun.at) / 1000;
    if (seconds < 2 || !sent) return "";
    return about(((this.copy.size - received) / sent) * seconds);
  }
}

/** Return a number of bytes as text, such as "1.2 GB", as the page itself does. */
function bytes(number) {
  const [size, unit, digits] = UNITS.find(([one]) => number >= one) ?? UNITS.at(-1);
  return `${(number / size).toFixed(digits)} ${unit}`;
}

function about(seconds) {
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}
