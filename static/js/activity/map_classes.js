// The classes of a measurement: five of them, each with a color and an entry in the legend.

import { range, rounded, write } from "./map_bounds.js";

const RAMP = ["ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5"];
const SLOPES = ["down-2", "down-1", "level", "up-1", "up-2"];
const SLOPE_BOUNDS = [-6, -2, 2, 6];
const UNKNOWN = { className: "map-unknown", label: "not recorded", bound: "not recorded" };

/** The line in one color. */
export const PLAIN = { classOf: () => "", legend: [] };

/**
 * Return the classes of a measurement.
 *
 * @param {Object<string, Array>} drawing lists of equal length, by measurement
 * @param {Object} measurement its key, and how values.js writes it
 * @returns {{classOf: function(number): string, legend: Array}} the class of a sample, and the
 *   entries of the legend, from low to high, each with its upper bound
 */
export function classify(drawing, measurement) {
  const values = smooth(drawing.time, drawing[measurement.key]);
  const isGrade = measurement.key === "grade";
  const bounds = isGrade ? SLOPE_BOUNDS : quantiles(values, measurement);
  const names = isGrade ? SLOPES : spread(RAMP, bounds.length + 1);
  const classOf = (index) => (
    values[index] === null
      ? UNKNOWN.className
      : names[bounds.filter((bound) => values[index] >= bound).length]
  );
  const legend = names.map((className, index) => ({
    className: index === bounds.length ? `${className} last` : className,
    label: range(measurement, bounds[index - 1], bounds[index]),
    bound: index === bounds.length ? measurement.unit : write(measurement, bounds[index]),
  }));
  return { classOf, legend: values.includes(null) ? [...legend, UNKNOWN] : legend };
}

/** Return the mean around each sample, because every second of its own would be confetti. */
function smooth(times, values) {
  const reach = Math.max(10, (times.at(-1) - times[0]) / 300);
  let first = 0;
  let after = 0;
  let sum = 0;
  let count = 0;
  const add = (value, sign) => {
    if (value === null) return;
    sum += sign * value;
    count += sign;
  };
  return times.map((time) => {
    while (after < times.length && times[after] <= time + reach) add(values[after++], 1);
    while (times[first] < time - reach) add(values[first++], -1);
    return count ? sum / count : null;
  });
}

/** Return the bounds of five classes with about as many samples each, as round numbers. */
function quantiles(values, measurement) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const bounds = rounded(measurement, [0.2, 0.4, 0.6, 0.8].map(at));
  return bounds.filter((bound, index) => bound > (bounds[index - 1] ?? -Infinity));
}

/** Return as many colors as there are classes, as far apart as they can be. */
function spread(colors, number) {
  if (number === 1) return [colors[2]];
  const step = (colors.length - 1) / (number - 1);
  return Array.from({ length: number }, (_, index) => colors[Math.round(index * step)]);
}
