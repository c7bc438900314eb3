// One chart, drawn by uPlot.

import { duration } from "./values.js";

const X_AXIS_HEIGHT = 22;
const Y_AXIS_WIDTH = 48;
const RIGHT_PADDING = 12;
const LABEL_WIDTH = 64;
const FONT = "12px system-ui, sans-serif";
const NARROW = 500;
const MINUTE = 60;
const HOUR = 3600;
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR,
];
const MOUSE_EVENTS = [
  "mousedown", "mouseup", "click", "dblclick", "mousemove", "mouseleave", "mouseenter",
];

// In forced colors, the line has the name of a color of the system, and no shade.
const shade = (color) => color.startsWith("#") ? `${color}22` : "transparent";

const property = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

function axes(figure, over, unit, ticks) {
  const muted = () => property(figure, "--text-muted");
  const common = {
    font: FONT,
    stroke: muted,
    grid: { stroke: () => property(figure, "--border"), width: 1 },
    ticks: { show: false },
  };
  const alongTime = {
    incrs: TIME_STEPS,
    values: (_plot, places) => places.map(duration),
  };
  const alongDistance = {
    values: (_plot, places) => places.map((place, number) =>
      place.toLocaleString("en-US") + (number === 0 ? ` ${unit}` : "")),
  };
  return [
    {
      ...common,
      ...(over === "time" ? alongTime : alongDistance),
      grid: { show: false },
      size: X_AXIS_HEIGHT,
      gap: 4,
      space: LABEL_WIDTH,
    },
    {
      ...common,
      size: Y_AXIS_WIDTH,
      gap: 8,
      splits: () => ticks.map(([place]) => place),
      values: () => ticks.map(([, label]) => label),
    },
  ];
}

/** Return places and values with one without a value before each sample after a gap. */
function interrupted(places, values, afterGaps) {
  const [allPlaces, allValues] = [[...places], [...values]];
  for (const index of [...afterGaps].reverse()) {
    allPlaces.splice(index, 0, (places[index - 1] + places[index]) / 2);
    allValues.splice(index, 0, null);
  }
  return [allPlaces, allValues];
}

/** Draw a measurement in its figure, in place of what the server drew.
 *  @param {number[]} places of the samples: seconds, or distances in `unit`
 *  @param {number[]} afterGaps the samples before which the line has a gap
 */
export function draw(figure, chart, { over, unit, places, values, afterGaps }) {
  const line = () => property(figure, "--line");
  const container = figure.querySelector(".plot");
  container.replaceChildren();
  return new uPlot(
    {
      width: container.clientWidth,
      height: container.clientHeight,
      padding: [6, RIGHT_PADDING, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        // The pointer is followed for all charts together.
        bind: Object.fromEntries(MOUSE_EVENTS.map((name) => [name, () => null])),
        points: { size: 7, width: 0, stroke: line, fill: line },
      },
      scales: {
        x: { time: false, range: () => [places[0], places[places.length - 1]] },
        y: { range: () => [chart.low, chart.high] },
      },
      axes: axes(figure, over, unit, chart.ticks),
      series: [
        {},
        {
          stroke: line,
          width: container.clientWidth < NARROW ? 1 : 1.5,
          points: { show: false },
          fill: chart.key === "altitude" ? () => shade(line()) : undefined,
        },
      ],
    },
    interrupted(places, values, afterGaps),
    container,
  );
}
