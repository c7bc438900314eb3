// The geometry of all routes, loaded once: points of a flat map that is one wide and one high.

const HALF_TURN = 180;
/** The map ends there: the projection would draw the poles infinitely far away. */
const NORTHERNMOST = 85;

/** Return the place of a position on the flat map. */
export function project(latitude, longitude) {
  const limited = Math.min(Math.max(latitude, -NORTHERNMOST), NORTHERNMOST);
  const y = Math.asinh(Math.tan((limited * Math.PI) / HALF_TURN)) / Math.PI;
  return [(longitude + HALF_TURN) / 360, (1 - y) / 2];
}

/** Return the position at a place of the flat map. */
export function unproject(x, y) {
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * HALF_TURN) / Math.PI;
  return [latitude, x * 360 - HALF_TURN];
}

/** Routes in the order of the server: the newest first. A route is known by its index. */
export class Routes {
  /** @param {Array} list what the server sends: ids, sports, dates and encoded polylines */
  constructor(list) {
    const lines = list.map(({ polyline }) => decode(polyline));
    const kept = list.flatMap((_, index) => (lines[index].length ? [index] : []));
    this.length = kept.length;
    this.ids = kept.map((index) => list[index].id);
    this.groups = kept.map((index) => list[index].sport_group);
    this.years = kept.map((index) => Number(list[index].date?.slice(0, 4)) || null);
    /** Where the points of each route begin in `points`; one more at the end. */
    this.starts = new Uint32Array(this.length + 1);
    /** x and y of one point after the other. */
    this.points = new Float64Array(kept.reduce((sum, index) => sum + lines[index].length, 0));
    /** Left, top, right and bottom of each route. */
    this.boxes = new Float64Array(4 * this.length);
    let end = 0;
    kept.forEach((index, route) => {
      this.points.set(lines[index], end);
      this.boxes.set(box(lines[index]), 4 * route);
      end += lines[index].length;
      this.starts[route + 1] = end / 2;
    });
    this.indexById = new Map(this.ids.map((id, index) => [id, index]));
  }

  /** Return the positions of a route. */
  positions(route) {
    const found = [];
    for (let at = 2 * this.starts[route]; at < 2 * this.starts[route + 1]; at += 2) {
      found.push(unproject(this.points[at], this.points[at + 1]));
    }
    return found;
  }

  /** Return the bounds around routes, or null if there are none. */
  bounds(routes) {
    if (!routes.length) return null;
    const around = [Infinity, Infinity, -Infinity, -Infinity];
    for (const route of routes) {
      for (const side of [0, 1]) {
        around[side] = Math.min(around[side], this.boxes[4 * route + side]);
        around[side + 2] = Math.max(around[side + 2], this.boxes[4 * route + side + 2]);
      }
    }
    return L.latLngBounds(unproject(around[0], around[1]), unproject(around[2], around[3]));
  }
}

/** Return how often the world has to be shifted by its width, at least and at most, so that what
    is between two places is within a part of the map. */
export function shifts(left, right, viewLeft, viewRight) {
  return [Math.ceil(viewLeft - right), Math.floor(viewRight - left)];
}

function box(line) {
  const around = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < line.length; at += 2) {
    around[0] = Math.min(around[0], line[at]);
    around[1] = Math.min(around[1], line[at + 1]);
    around[2] = Math.max(around[2], line[at]);
    around[3] = Math.max(around[3], line[at + 1]);
  }
  return around;
}

/** Return x and y of each point of an encoded polyline. Where it crosses the 180th meridian, it
    goes on beyond the edge of the map. */
function decode(encoded) {
  const line = [];
  const sums = [0, 0];
  let turns = 0;
  let before = null;
  for (let at = 0; at < encoded.length;) {
    for (const axis of [0, 1]) {
      let bits = 0;
      let value = 0;
      let code;
      do {
        code = encoded.charCodeAt(at) - 63;
        at += 1;
        value += (code & 31) * 2 ** bits;
        bits += 5;
      } while (code >= 32);
      sums[axis] += value % 2 ? -(value + 1) / 2 : value / 2;
    }
    const [latitude, longitude] = [sums[0] / 1e5, sums[1] / 1e5];
    if (before !== null && Math.abs(longitude - before) > HALF_TURN) {
      turns += longitude > before ? -360 : 360;
    }
    before = longitude;
    line.push(...project(latitude, longitude + turns));
  }
  return line.every(Number.isFinite) && line.length > 2 ? line : [];
}
