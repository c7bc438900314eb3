// The geometry of all routes, loaded once: points of a flat map that is one wide and one high.

const HALF_TURN = 180;
/** The parts of a degree that an encoded polyline counts. */
const UNITS = 1e5;
/** The map ends there: the projection would draw the poles infinitely far away. */
const NORTHERNMOST = 85;

/** Return the place of a position on the flat map: from 0 to 1 towards the east. */
export const eastward = (longitude) => (longitude + HALF_TURN) / 360;

/** Return the place of a position on the flat map: from 0 to 1 towards the south. */
export function southward(latitude) {
  const limited = Math.min(Math.max(latitude, -NORTHERNMOST), NORTHERNMOST);
  const sine = Math.sin((limited * Math.PI) / HALF_TURN);
  // The logarithm takes a fraction of the time of the area hyperbolic sine.
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Return the position at a place of the flat map. */
export function unproject(x, y) {
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * HALF_TURN) / Math.PI;
  return [latitude, x * 360 - HALF_TURN];
}

/** Routes in the order of the server: the newest first. A route is known by its index. An activity
    that private places have cut has a route for each piece. */
export class Routes {
  /** @param {Array} list what the server sends: ids, sports, dates and encoded polylines */
  constructor(list) {
    const room = list.reduce((sum, { polyline }) => sum + polyline.length, 0);
    const points = new Float64Array(room);
    const starts = [0];
    const kept = list.filter(({ polyline }) => {
      const end = decode(polyline, points, 2 * starts.at(-1));
      if (end === null) return false;
      starts.push(end / 2);
      return true;
    });
    this.length = kept.length;
    this.ids = kept.map(({ id }) => id);
    this.groups = kept.map((route) => route.sport_group);
    this.years = kept.map(({ date }) => Number(date?.slice(0, 4)) || null);
    /** x and y of one point after the other. */
    this.points = points.slice(0, 2 * starts.at(-1));
    /** Where the points of each route begin in `points`; one more at the end. */
    this.starts = Uint32Array.from(starts);
    /** Left, top, right and bottom of each route. */
    this.boxes = new Float64Array(4 * this.length);
    for (let route = 0; route < this.length; route += 1) this.#surround(route);
    this.indexesById = new Map(this.ids.map((id) => [id, []]));
    this.ids.forEach((id, index) => this.indexesById.get(id).push(index));
  }

  #surround(route) {
    const { points, starts } = this;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 2 * starts[route]; at < 2 * starts[route + 1]; at += 2) {
      left = Math.min(left, points[at]);
      right = Math.max(right, points[at]);
      top = Math.min(top, points[at + 1]);
      bottom = Math.max(bottom, points[at + 1]);
    }
    this.boxes.set([left, top, right, bottom], 4 * route);
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

/** Write x and y of each point of an encoded polyline to a list, and return where they end, or null
    if there is no line. Where it crosses the 180th meridian, it goes on beyond the edge of the map. */
function decode(encoded, points, start) {
  let end = start;
  let latitude = 0;
  let longitude = 0;
  let turns = 0;
  let at = 0;
  const next = () => {
    let bits = 0;
    let value = 0;
    let code = 32;
    while (code >= 32) {
      code = encoded.charCodeAt(at) - 63;
      value |= (code & 31) << bits;
      bits += 5;
      at += 1;
    }
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < encoded.length) {
    latitude += next();
    const step = next();
    longitude += step;
    if (end > start && Math.abs(step) > HALF_TURN * UNITS) turns += step > 0 ? -360 : 360;
    points[end] = eastward(longitude / UNITS + turns);
    points[end + 1] = southward(latitude / UNITS);
    end += 2;
  }
  return end - start > 2 && Number.isFinite(points[end - 2] + points[end - 1]) ? end : null;
}
