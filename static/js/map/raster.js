// Draws many routes as pixels: how many of them pass each one, or the class of the newest.
//
// Without a graphics card, the lines of a canvas take ten times as long, and where translucent
// lines overlap, they soon look all the same.

import { shifts } from "./routes.js";

/** A part of the flat map as pixels: its left and top edge, and the pixels around the world. */
export class Raster {
  constructor(width, height, left, top, scale) {
    Object.assign(this, { width, height, left, top, scale });
    this.values = new Uint16Array(width * height);
    this.last = new Uint32Array(width * height);
  }

  /**
   * Count the routes that pass each pixel, each of them once.
   *
   * @param {Array<number>} shown the indexes of routes
   */
  count(routes, shown) {
    const { values, last } = this;
    shown.forEach((route, number) => {
      const mark = number + 1;
      this.#trace(routes, route, (pixel) => {
        if (last[pixel] === mark) return;
        last[pixel] = mark;
        values[pixel] += 1;
      });
    });
  }

  /** Write the class of a route, from 1 on, to each pixel that it passes: that of the first one. */
  classify(routes, shown, classOf) {
    const { values } = this;
    for (const route of shown) {
      const value = classOf(route);
      this.#trace(routes, route, (pixel) => { if (!values[pixel]) values[pixel] = value; });
    }
  }

  #trace(routes, route, touch) {
    const { width, height, left, top, scale } = this;
    const { boxes, points, starts } = routes;
    const [boxLeft, boxTop, boxRight, boxBottom] = boxes.subarray(4 * route, 4 * route + 4);
    if (boxBottom < top || boxTop > top + height / scale) return;
    const [least, most] = shifts(boxLeft, boxRight, left, left + width / scale);
    for (let shift = least; shift <= most; shift += 1) {
      const offset = shift - left;
      let x = (points[2 * starts[route]] + offset) * scale;
      let y = (points[2 * starts[route] + 1] - top) * scale;
      for (let at = 2 * starts[route] + 2; at < 2 * starts[route + 1]; at += 2) {
        const nextX = (points[at] + offset) * scale;
        const nextY = (points[at + 1] - top) * scale;
        segment(x, y, nextX, nextY, width, height, touch);
        x = nextX;
        y = nextY;
      }
    }
  }
}

/** Touch each pixel of a line within a raster. */
function segment(x, y, endX, endY, width, height, touch) {
  if (x < 0 || x >= width || endX < 0 || endX >= width
    || y < 0 || y >= height || endY < 0 || endY >= height) {
    const part = clip(x, y, endX, endY, width - 1e-6, height - 1e-6);
    if (!part) return;
    [x, y, endX, endY] = part;
  }
  const steps = Math.ceil(Math.max(Math.abs(endX - x), Math.abs(endY - y)));
  const stepX = steps ? (endX - x) / steps : 0;
  const stepY = steps ? (endY - y) / steps : 0;
  for (let step = 0; step <= steps; step += 1) {
    touch(Math.floor(y) * width + Math.floor(x));
    x += stepX;
    y += stepY;
  }
}

/** Return the part of a line that is inside of a box, or null: the algorithm of Liang and Barsky. */
function clip(x, y, endX, endY, width, height) {
  const wayX = endX - x;
  const wayY = endY - y;
  let first = 0;
  let last = 1;
  for (const [way, room] of [[-wayX, x], [wayX, width - x], [-wayY, y], [wayY, height - y]]) {
    if (way === 0) {
      if (room < 0) return null;
    } else if (way < 0) {
      first = Math.max(first, room / way);
    } else {
      last = Math.min(last, room / way);
    }
    if (first > last) return null;
  }
  return [x + first * wayX, y + first * wayY, x + last * wayX, y + last * wayY];
}
