// The bounds between the classes of a measurement, as round numbers in the athlete's units.

import { text } from "./values.js";

const STEPS = [0.1, 0.5, 1, 5, 10, 50];
const PACE_STEPS = [1, 5, 10, 15, 30, 60];

/** Return bounds, in the units of the drawing, that are round in those of the athlete. */
export function rounded(measurement, bounds) {
  const { pace, scale } = measurement;
  // A pace is seconds per distance, and the bounds are speeds.
  const shown = bounds.map((bound) => (pace ? pace / bound : bound * scale));
  const width = Math.abs(shown.at(-1) - shown[0]) / 6;
  const steps = pace ? PACE_STEPS : STEPS.filter((step) => step >= 10 ** -measurement.decimals);
  const step = steps.findLast((size) => size <= width) ?? steps[0];
  return shown
    .map((value) => Math.round(value / step) * step)
    .map((value) => (pace ? pace / value : value / scale));
}

/** Write what is between two bounds. The lowest and the highest class have only one. */
export function range(measurement, low, high) {
  const { unit, pace, label } = measurement;
  const [lower, upper] = [low, high].map((bound) => write(measurement, bound));
  if (!lower && !upper) return `any ${label.toLowerCase()}`;
  if (!lower) return `${pace ? "slower than" : "under"} ${upper} ${unit}`;
  if (!upper) return `${pace ? "faster than" : "over"} ${lower} ${unit}`;
  return `${lower} to ${upper} ${unit}`;
}

/** Write a bound without its unit; "" if there is none. */
export function write(measurement, bound) {
  return text(measurement, bound).replace(/\.0$/, "");
}
