// The colors of the lines, from the style sheet, so that they follow light and dark.

const RAMP = ["--ramp-1", "--ramp-2", "--ramp-3", "--ramp-4", "--ramp-5"];

/** Return the red, green and blue of a color like #17217f that a property of the style has. */
function read(style, name) {
  const hex = style.getPropertyValue(name).trim().slice(1);
  const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** Return the color at a share from 0 to 1 of the ramp from low to high. */
export function ramp(element, share) {
  const style = getComputedStyle(element);
  const place = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1);
  const index = Math.min(Math.floor(place), RAMP.length - 2);
  const [low, high] = [RAMP[index], RAMP[index + 1]].map((name) => read(style, name));
  return low.map((part, channel) => Math.round(part + (high[channel] - part) * (place - index)));
}

/** Return the color of a group of sports. */
export function sportColor(element, group) {
  return read(getComputedStyle(element), `--sport-${group}`);
}

/** Write a color as a style sheet does. */
export const css = (color) => `rgb(${color.join(" ")})`;

/** Return a color as the four bytes of a pixel. */
export function pixel([red, green, blue]) {
  return new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0];
}
