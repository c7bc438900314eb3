// What the lines show: how often the athlete was there, the sport, or the year.

import { css, pixel, ramp, sportColor } from "./palette.js";

const GROUPS = {
  foot: "On foot", cycle: "Cycling", water: "On the water", winter: "On snow and ice", other: "Other",
};

/**
 * Fill a raster, and return the color of each of its values and the entries of the legend.
 *
 * @returns {{colors: Uint32Array, key: Array<{label: string, color: string}>}}
 */
const STYLES = {
  density(element, raster, routes, shown) {
    raster.count(routes, shown);
    const most = raster.values.reduce((highest, value) => Math.max(highest, value), 0);
    const colors = new Uint32Array(most + 1);
    // A logarithm, because some ways are taken hundreds of times, and most of them once.
    const share = (value) => (most > 1 ? Math.log(value) / Math.log(most) : 0);
    const steps = Array.from({ length: 257 }, (_, step) => pixel(ramp(element, step / 256)));
    for (let value = 1; value <= most; value += 1) {
      colors[value] = steps[Math.round(256 * share(value))];
    }
    return { colors, key: densityKey(element, most, share) };
  },

  sport(element, raster, routes, shown) {
    const names = Object.keys(GROUPS);
    const numbers = routes.groups.map((group) => names.indexOf(group) + 1);
    raster.classify(routes, shown, (route) => numbers[route]);
    const present = new Set(shown.map((route) => routes.groups[route]));
    const colors = names.map((group) => sportColor(element, group));
    const key = names.map((group, index) => ({ label: GROUPS[group], color: css(colors[index]) }));
    return {
      colors: Uint32Array.from([0, ...colors.map(pixel)]),
      key: key.filter((_, index) => present.has(names[index])),
    };
  },

  year(element, raster, routes, shown) {
    const years = [...new Set(shown.map((route) => routes.years[route]))].sort((a, b) => a - b);
    const numbers = new Map(years.map((year, index) => [year, index + 1]));
    raster.classify(routes, shown, (route) => numbers.get(routes.years[route]));
    const colors = years.map((_, index) => ramp(element, index / Math.max(1, years.length - 1)));
    return {
      colors: Uint32Array.from([0, ...colors.map(pixel)]),
      key: years.map((year, index) => ({ label: year ?? "no date", color: css(colors[index]) })),
    };
  },
};

/** Draw routes into a raster in one of the styles. */
export function draw(style, element, raster, routes, shown) {
  return STYLES[style](element, raster, routes, shown);
}

/** Return up to five entries, at equal steps of the color. */
function densityKey(element, most, share) {
  if (!most) return [];
  const values = [0, 1, 2, 3, 4].map((step) => Math.round(most ** (step / 4)));
  return [...new Set(values)].map((value) => ({
    label: value === 1 ? "once" : `${value.toLocaleString("en-US")} times`,
    color: css(ramp(element, share(value))),
  }));
}
