// The colors of the lines, from the style sheet, so that they follow light and dark.

const RAMP = ["--ramp-1", "--ramp-2", "--ramp-3", "--ramp-4", "--ramp-5"];

/** Return the red, green and blue of a color like #17217f that a property of the style has. */
function read(style, name) {
  const hex = style.getPropertyValue(name).trim().slice(1);
  const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** Return a color. */
export const readColor = (element, name) => read(getComputedStyle(element), name);

/** Return a function for the color at a share, from 0 to 1, of the ramp from low to high. */
export function readRamp(element) {
  const style = getComputedStyle(element);
  const colors = RAMP.map((name) => read(style, name));
  return (share) => {
    const place = share * (colors.length - 1);
    const index = Math.min(Math.floor(place), colors.length - 2);
    const [low, high] = colors.slice(index, index + 2);
    return low.map((part, channel) => (
      Math.round(part + (high[channel] - part) * (place - index))
    ));
  };
}

/** Return the colors of groups of sports. */
export function readSports(element, groups) {
  const style = getComputedStyle(element);
  return groups.map((group) => read(style, `--sport-${group}`));
}

/** Write a color as a style sheet does. */
export const css = (color) => `rgb(${color.join(" ")})`;

/** Return colors as the bytes of pixels, by the values of a raster, of which 0 has none. */
export function pixels(colors, opacity = 255) {
  const bytes = new Uint8ClampedArray(4 * (colors.length + 1));
  colors.forEach((color, index) => bytes.set([...color, opacity], 4 * (index + 1)));
  return new Uint32Array(bytes.buffer);
}
