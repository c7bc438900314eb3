// Which routes the filters match. The geometry is loaded once, and a changed filter only asks for
// the ids of what matches.

import { Routes } from "./routes.js";

/** Parameters that do not decide which activities match. */
const ORDER = ["sort", "order", "page", "per_page", "columns", "totals", "show"];

/** Filters for activities that are not among the routes that are loaded without filters. */
export const NOT_LOADED = ["deleted", "left_out"];

const loaded = new Map();

/** Load the geometry at an address, once. */
function load(address) {
  if (!loaded.has(address)) {
    const loading = fetchJson(address).then(({ routes }) => new Routes(routes));
    loading.catch(() => loaded.delete(address));
    loaded.set(address, loading);
  }
  return loaded.get(address);
}

export async function fetchJson(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

/** The routes that are shown. Fires `change` when they are others, and `failure`. */
export class Selection extends EventTarget {
  /** @param {string} address of the JSON of the routes */
  constructor(address) {
    super();
    this.address = address;
    this.routes = null;
    /** The indexes of the routes that match, newest first. */
    this.shown = [];
    /** How many activities match, with and without a route; null if that is not known. */
    this.matching = null;
    /** The query of an address with the filters. */
    this.query = null;
  }

  /** Show what the parameters of an address match. */
  async follow(parameters) {
    const wanted = new URLSearchParams(parameters);
    for (const name of ORDER) wanted.delete(name);
    // Empty fields of a form do not filter.
    for (const [name, value] of [...wanted]) if (!value) wanted.delete(name, value);
    const query = wanted.toString();
    if (query === this.query) return;
    this.query = query;
    this.request?.abort();
    this.request = new AbortController();
    try {
      await this.#show(wanted, this.request.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.query = null;
      this.dispatchEvent(new Event("failure"));
    }
  }

  /** Load everything again, because the data has changed. */
  async reload() {
    const { query } = this;
    if (query === null) return;
    loaded.clear();
    this.query = null;
    await this.follow(new URLSearchParams(query));
  }

  async #show(wanted, signal) {
    const names = NOT_LOADED.filter((name) => wanted.has(name));
    const apart = new URLSearchParams(names.map((name) => [name, 1]));
    const geometry = apart.size ? `${this.address}?${apart}` : this.address;
    const ids = wanted.size ? fetchJson(`${this.address}?${wanted}&fields=id`, { signal }) : null;
    const [routes, matching] = await Promise.all([load(geometry), ids]);
    if (signal.aborted) return;
    this.routes = routes;
    this.matching = matching ? matching.ids.length : null;
    this.shown = matching
      ? matching.ids.flatMap((id) => routes.indexesById.get(id) ?? [])
      : Array.from(routes.ids, (_, index) => index);
    this.dispatchEvent(new Event("change"));
  }
}
