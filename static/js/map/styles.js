// What the lines show: how often the athlete was there, the sport, or the year.

import { css, pixels, readColor, readRamp, readSports } from "./palette.js";

/** The opacity of lines above tiles, from 0 to 255. */
const FAINT = 120;

const STYLES = {
  density(element, raster, routes, shown) {
    raster.count(routes, shown);
    const { most } = raster;
    const ramp = readRamp(element);
    // A logarithm, because some ways are taken hundreds of times, and most of them once.
    const color = (value) => ramp(most > 1 ? Math.log(value) / Math.log(most) : 0);
    const steps = [0, 1, 2, 3, 4].map((step) => Math.round(most ** (step / 4)));
    return {
      colors: pixels(Array.from({ length: most }, (_, index) => color(index + 1))),
      key: (most ? [...new Set(steps)] : []).map((value) => ({
        label: value === 1 ? "once" : `${value.toLocaleString("en-US")} times`,
        color: css(color(value)),
      })),
    };
  },

  plain(element, raster, routes, shown) {
    raster.classify(routes, shown, () => 1);
    return { colors: pixels([readColor(element, "--text-muted")], FAINT), key: [] };
  },

  sport(element, raster, routes, shown) {
    const groups = new Map(JSON.parse(element.dataset.groups));
    const names = [...groups.keys()];
    const numbers = routes.groups.map((group) => names.indexOf(group) + 1);
    raster.classify(routes, shown, (route) => numbers[route]);
    const present = new Set(shown.map((route) => routes.groups[route]));
    const colors = readSports(element, names);
    const key = names.map((group, index) => ({ label: groups.get(group), color: css(colors[index]) }));
    return { colors: pixels(colors), key: key.filter((_, index) => present.has(names[index])) };
  },

  year(element, raster, routes, shown) {
    const years = [...new Set(shown.map((route) => routes.years[route]))].sort((a, b) => a - b);
    const numbers = new Map(years.map((year, index) => [year, index + 1]));
    raster.classify(routes, shown, (route) => numbers.get(routes.years[route]));
    const ramp = readRamp(element);
    const colors = years.map((_, index) => ramp(index / Math.max(1, years.length - 1)));
    return {
      colors: pixels(colors),
      key: years.map((year, index) => ({ label: year ?? "no date", color: css(colors[index]) })),
    };
  },
};

/**
 * Draw routes into a raster in one of the styles.
 *
 * @returns {{colors: Uint32Array, key: Array<{label: string, color: string}>}} the color of each
 *   value, and the entries of the legend
 */
export function draw(style, element, raster, routes, shown) {
  return STYLES[style](element, raster, routes, shown);
}
