// Which routes pass a place.

import { shifts } from "./routes.js";

/** Return the indexes of the routes that pass a place of the flat map within a distance. */
export function passing(routes, shown, x, y, distance) {
  const { boxes } = routes;
  return shown.filter((route) => {
    const at = 4 * route;
    if (y < boxes[at + 1] - distance || y > boxes[at + 3] + distance) return false;
    const [least, most] = shifts(boxes[at], boxes[at + 2], x - distance, x + distance);
    for (let shift = least; shift <= most; shift += 1) {
      if (passes(routes, route, x - shift, y, distance * distance)) return true;
    }
    return false;
  });
}

function passes({ points, starts }, route, x, y, limit) {
  for (let at = 2 * starts[route] + 2; at < 2 * starts[route + 1]; at += 2) {
    const startX = points[at - 2];
    const startY = points[at - 1];
    const wayX = points[at] - startX;
    const wayY = points[at + 1] - startY;
    const length = wayX * wayX + wayY * wayY;
    let share = length ? ((x - startX) * wayX + (y - startY) * wayY) / length : 0;
    share = share < 0 ? 0 : Math.min(share, 1);
    const offX = startX + share * wayX - x;
    const offY = startY + share * wayY - y;
    if (offX * offX + offY * offY <= limit) return true;
  }
  return false;
}
