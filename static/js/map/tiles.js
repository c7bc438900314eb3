// The explorer tiles that the matching activities have passed, as the server has found them.

import { unproject } from "./routes.js";
import { fetchJson } from "./selection.js";

const ZOOM = 14;

/** Return the bounds of a box: the tiles west, north, east, and south of it. */
export function boxOf(text) {
  const [west, north, east, south] = text.split(" ").map((number) => number / 2 ** ZOOM);
  return [unproject(west, north), unproject(east, south)];
}

/** The tiles of the filters. Fires `change` when they are others, and `failure`. */
export class Tiles extends EventTarget {
  /** @param {string} address of the JSON of the tiles */
  constructor(address) {
    super();
    this.address = address;
    this.query = null;
    this.#fill({ zoom: ZOOM, tiles: [], cluster: [], newest: [], square: null });
  }

  /** Show what the query of an address matches. */
  async follow(query) {
    if (query === this.query) return;
    this.query = query;
    this.request?.abort();
    this.request = new AbortController();
    try {
      this.#fill(await fetchJson(`${this.address}?${query}`, { signal: this.request.signal }));
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.query = null;
      this.dispatchEvent(new Event("failure"));
    }
  }

  /** Return the tile at a place of the flat map, with its activities; undefined if none passed. */
  at(x, y) {
    const column = Math.floor((((x % 1) + 1) % 1) * this.around);
    return this.byKey.get(this.#key(column, Math.floor(y * this.around)));
  }

  #key(column, row) {
    return column * this.around + row;
  }

  #fill({ zoom, tiles, cluster, newest, square }) {
    this.around = 2 ** zoom;
    const keys = (listed) => new Set(listed.map(([column, row]) => this.#key(column, row)));
    const inCluster = keys(cluster);
    const isNew = keys(newest.flatMap((activity) => activity.tiles));
    this.byKey = new Map(tiles.map(([column, row, activities]) => {
      const key = this.#key(column, row);
      const kind = isNew.has(key) ? "new" : inCluster.has(key) ? "cluster" : "visited";
      return [key, { column, row, activities, kind }];
    }));
    this.square = square;
    /** How many tiles there are of each kind. A new one can be in the cluster, too. */
    this.numbers = { visited: tiles.length, cluster: inCluster.size, new: isNew.size };
  }
}
