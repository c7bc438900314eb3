// The charts of a recording, over distance or time, with one cursor and one stretch.

import { followKeys } from "./chart_keys.js";
import { followPointer } from "./chart_pointer.js";
import { draw } from "./plot.js";
import { followCursor } from "./readout.js";
import { convert, nearest } from "./series.js";

const HIDDEN = { left: -10, top: -10 };
/** Pixels that a stretch is wide at least, so that it is seen. */
const NARROWEST_STRETCH = 3;

/** All charts of the section, which share the positions of their samples. */
export class Charts {
  constructor(element, recording) {
    this.element = element;
    this.recording = recording;
    this.distance = JSON.parse(element.dataset.distance);
    this.afterGaps = JSON.parse(element.dataset.afterGaps);
    this.figures = [...element.querySelectorAll("[data-chart]")].map((figure) => ({
      figure,
      chart: JSON.parse(figure.dataset.chart),
    }));
    this.plots = [];
    this.drawOver(element.dataset.over);
  }

  /** Draw all charts over `distance` or `time`. */
  drawOver(over) {
    const { drawing } = this.recording;
    this.over = over;
    this.places = over === "time"
      ? drawing.time
      : drawing.distance.map((meters) => meters * this.distance.scale);
    for (const plot of this.plots) plot.destroy();
    this.plots = this.figures.map(({ figure, chart }) => draw(figure, chart, {
      over,
      unit: this.distance.unit,
      places: this.places,
      values: drawing[chart.key],
      // Over the distance, both ends of a pause are at one place.
      afterGaps: over === "time" ? this.afterGaps : [],
    }));
    this.showBoth();
  }

  resize() {
    for (const plot of this.plots) {
      const { clientWidth: width, clientHeight: height } = plot.root.parentElement;
      plot.setSize({ width, height });
    }
    this.showBoth();
  }

  /** Draw all charts again, with the colors that hold now. */
  redraw() {
    for (const plot of this.plots) plot.redraw();
  }

  // uPlot applies its scales in a microtask, and only then knows where a place is.
  showBoth() {
    queueMicrotask(() => {
      this.showCursor();
      this.showStretch();
    });
  }

  showCursor() {
    const { cursor } = this.recording;
    const place = cursor === null ? null : this.places[cursor];
    for (const plot of this.plots) {
      plot.setCursor(place === null ? HIDDEN : { left: plot.valToPos(place, "x"), top: 0 });
    }
  }

  showStretch() {
    const { stretch } = this.recording;
    this.element.classList.toggle("has-stretch", stretch !== null);
    if (!stretch) return;
    for (const plot of this.plots) {
      const [start, end] = [stretch.from, stretch.to].map((time) =>
        plot.valToPos(this.placeOf(time), "x"));
      const { clientWidth, clientHeight: height } = plot.over;
      const width = Math.max(end - start, NARROWEST_STRETCH);
      const left = Math.min(start, clientWidth - width);
      plot.setSelect({ left, width, top: 0, height }, false);
    }
  }

  /** Return where in the charts a time is: in seconds, or as a distance. */
  placeOf(time) {
    return convert(this.recording.drawing.time, this.places, time);
  }

  /** Return the left edge and the width of what is drawn, in the window. */
  area() {
    const { left, width } = this.plots[0].over.getBoundingClientRect();
    return { left, width };
  }

  /** Return the place at a position in the window; at the nearest end if that is outside. */
  placeAt(clientX) {
    const { left, width } = this.area();
    const share = Math.min(Math.max((clientX - left) / width, 0), 1);
    const [first, last] = [this.places[0], this.places[this.places.length - 1]];
    return first + share * (last - first);
  }

  /** Return the sample at a position in the window. */
  indexAt(clientX) {
    return nearest(this.places, this.placeAt(clientX));
  }

  /** Return the time in whole seconds at a position in the window. */
  timeAt(clientX) {
    const time = convert(this.places, this.recording.drawing.time, this.placeAt(clientX));
    return Math.round(time);
  }

  /** Return where in the window a time is. */
  clientXOf(time) {
    return this.area().left + this.plots[0].valToPos(this.placeOf(time), "x");
  }
}

function followSwitch(section, charts) {
  const links = [...section.querySelectorAll("#over a")];
  const show = (over) => {
    if (charts.over !== over) charts.drawOver(over);
    for (const link of links) {
      if (link.dataset.over === over) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const address = new URL(location.href);
      address.searchParams.delete("over");
      if (link.dataset.over === "time") address.searchParams.set("over", "time");
      history.replaceState(history.state, "", address);
      show(link.dataset.over);
    });
  }
  // The details of the activity, which came later, know nothing of the address.
  if (new URLSearchParams(location.search).get("over") === "time") show("time");
}

/** Draw the charts of the section, and follow the recording, the pointer and the keys. */
export function showCharts(section, recording) {
  const element = section.querySelector("#charts");
  const charts = new Charts(element, recording);
  recording.addEventListener("cursor", () => charts.showCursor());
  recording.addEventListener("stretch", () => charts.showStretch());
  followCursor(section, charts);
  followPointer(charts);
  followKeys(charts);
  followSwitch(section, charts);
  new ResizeObserver(() => charts.resize()).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.redraw());
}
