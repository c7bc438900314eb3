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
    /** The highest count. */
    this.most = 0;
  }

  /**
   * Count the routes that pass each pixel, each of them once.
   *
   * @param {Array<number>} shown the indexes of routes
   */
  count(routes, shown) {
    shown.forEach((route, number) => this.#trace(routes, route, number + 1, 0));
  }

  /** Write the class of a route, from 1 on, to each pixel that it passes: that of the first one. */
  classify(routes, shown, classOf) {
    for (const route of shown) this.#trace(routes, route, 0, classOf(route));
  }

  #trace({ boxes, points, starts }, route, mark, value) {
    const { width, height, left, top, scale } = this;
    const box = 4 * route;
    if (boxes[box + 3] < top || boxes[box + 1] > top + height / scale) return;
    const [least, most] = shifts(boxes[box], boxes[box + 2], left, left + width / scale);
    for (let shift = least; shift <= most; shift += 1) {
      const offset = shift - left;
      const end = 2 * starts[route + 1];
      let at = 2 * starts[route];
      let x = (points[at] + offset) * scale;
      let y = (points[at + 1] - top) * scale;
      for (at += 2; at < end; at += 2) {
        const nextX = (points[at] + offset) * scale;
        const nextY = (points[at + 1] - top) * scale;
        const isBeside = (x < 0 && nextX < 0) || (x >= width && nextX >= width)
          || (y < 0 && nextY < 0) || (y >= height && nextY >= height);
        if (!isBeside) this.#segment(x, y, nextX, nextY, mark, value);
        x = nextX;
        y = nextY;
      }
    }
  }

  /** Mark each pixel of a line. This is called a million times, so it makes nothing new. */
  #segment(startX, startY, endX, endY, mark, value) {
    const { width, height, values, last } = this;
    let x = startX;
    let y = startY;
    let wayX = endX - x;
    let wayY = endY - y;
    if (Math.min(x, endX) < 0 || Math.max(x, endX) >= width
      || Math.min(y, endY) < 0 || Math.max(y, endY) >= height) {
      const [first, end] = inside(x, y, wayX, wayY, width - 1e-6, height - 1e-6);
      if (first > end) return;
      x += first * wayX;
      y += first * wayY;
      wayX *= end - first;
      wayY *= end - first;
    }
    const steps = Math.ceil(Math.max(Math.abs(wayX), Math.abs(wayY)));
    const stepX = steps ? wayX / steps : 0;
    const stepY = steps ? wayY / steps : 0;
    for (let step = 0; step <= steps; step += 1) {
      const pixel = (y | 0) * width + (x | 0);
      if (!mark) {
        if (!values[pixel]) values[pixel] = value;
      } else if (last[pixel] !== mark) {
        last[pixel] = mark;
        values[pixel] += 1;
        if (values[pixel] > this.most) this.most = values[pixel];
      }
      x += stepX;
      y += stepY;
    }
  }
}

/** Return the shares of a line between which it is inside of a box; the first one is greater if it
    is not. This is the algorithm of Liang and Barsky. */
function inside(x, y, wayX, wayY, width, height) {
  let first = 0;
  let last = 1;
  for (const [way, room] of [[-wayX, x], [wayX, width - x], [-wayY, y], [wayY, height - y]]) {
    if (way === 0 && room < 0) return [1, 0];
    if (way < 0) first = Math.max(first, room / way);
    if (way > 0) last = Math.min(last, room / way);
  }
  return [first, last];
}
