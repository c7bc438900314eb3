// The list of the activities that pass the place that is pointed at. A click keeps it.

import { passing } from "./hits.js";
import { eastward, southward } from "./routes.js";
import { NOT_LOADED } from "./selection.js";

/** Pixels around the pointer, and around a finger, within which a route passes. */
const NEAR = 6;
const NEAR_FINGER = 16;
/** The number of activities that the table and the server take by their ids. */
const MOST_LISTED = 200;

/** List what passes the pointer, a touch, or with Enter the middle of the map. */
export function followPlaces(element, map, selection) {
  const list = new PlaceList(element, map);
  let isTouch = false;
  let kept = null;
  let frame = 0;

  const at = (place) => {
    const scale = 256 * 2 ** map.getZoom();
    const near = (isTouch ? NEAR_FINGER : NEAR) / scale;
    const [x, y] = [eastward(place.lng), southward(place.lat)];
    return passing(selection.routes, selection.shown, x, y, near);
  };
  const show = (place) => {
    const found = at(place);
    // What was listed stays until something else is, so that the pointer can go there.
    if (found.length) list.show(place, found.map((route) => selection.routes.ids[route]));
    return found.length;
  };
  const clear = () => {
    kept = null;
    list.keep(false);
    list.clear();
  };
  const keep = (place) => {
    if (!show(place)) {
      clear();
      list.announce("No activity passes here.");
      return;
    }
    kept = place;
    list.keep(true);
  };

  const container = map.getContainer();
  container.addEventListener("pointerdown", ({ pointerType }) => {
    isTouch = pointerType === "touch";
    container.classList.remove("by-keyboard");
  }, { capture: true });
  map.on("mousemove", ({ latlng }) => {
    if (kept || isTouch) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => { if (!kept) show(latlng); });
  });
  map.on("click", ({ latlng }) => keep(latlng));
  // The middle is marked for those who use keys.
  container.addEventListener("keyup", () => container.classList.add("by-keyboard"));
  container.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === container) keep(map.getCenter());
  });
  element.addEventListener("keydown", ({ key }) => { if (key === "Escape") clear(); });
  list.cleared = () => { clear(); container.focus({ preventScroll: true }); };
  list.pointed = (id) => {
    const route = selection.routes.indexById.get(id);
    return route === undefined ? [] : selection.routes.positions(route);
  };
  selection.addEventListener("change", () => {
    const place = kept;
    clear();
    if (place) keep(place);
  });
}

/** The section with the list. */
class PlaceList {
  constructor(element, map) {
    const find = (name) => element.querySelector(name);
    Object.assign(this, { element, map, title: find(".here-title"), help: find(".here-help") });
    Object.assign(this, { tools: find(".here-tools"), link: find(".here-table") });
    Object.assign(this, { list: find(".map-here ul"), status: find(".here-announcement") });
    this.untouched = this.title.textContent;
    this.ids = "";
    const renderer = L.svg();
    this.mark = L.circleMarker([0, 0], {
      renderer, radius: 7, className: "here-mark", interactive: false,
    });
    this.line = L.polyline([], { renderer, className: "here-line", interactive: false });
    find(".here-tools button").addEventListener("click", () => this.cleared());
    for (const name of ["pointerover", "focusin"]) {
      this.list.addEventListener(name, ({ target }) => this.#point(target));
    }
    for (const name of ["pointerleave", "focusout"]) {
      this.list.addEventListener(name, () => this.line.remove());
    }
  }

  /** Show the activities with these ids, the newest first. */
  async show(place, ids) {
    this.mark.setLatLng(place).addTo(this.map);
    if (ids.join() === this.ids) return;
    this.ids = ids.join();
    const number = ids.length.toLocaleString("en-US");
    this.title.textContent = `${number} ${ids.length === 1 ? "activity passes" : "activities pass"} here`;
    this.help.hidden = true;
    const { here, page, table } = this.element.dataset;
    const query = ids.slice(0, MOST_LISTED).map((id) => `id=${id}`).join("&");
    const wanted = new URLSearchParams(location.search);
    const apart = NOT_LOADED.map((name) => (wanted.get(name) ? `&${name}=1` : "")).join("");
    this.link.href = `${table}?${query}${apart}`;
    this.link.textContent = ids.length > MOST_LISTED
      ? `Show the newest ${MOST_LISTED} in the table`
      : "Show in the table";
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${here}?${query}${apart}`, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      this.list.innerHTML = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.ids = "";
      this.list.replaceChildren();
      this.title.textContent = "The list could not be loaded";
    }
    this.list.scrollTop = 0;
  }

  /** Offer what one can do with a list that stays. */
  keep(isKept) {
    this.tools.hidden = !isKept;
    this.mark.getElement()?.classList.toggle("kept", isKept);
    if (isKept) this.announce(this.title.textContent);
  }

  clear() {
    this.request?.abort();
    this.ids = "";
    this.title.textContent = this.untouched;
    this.help.hidden = false;
    this.list.replaceChildren();
    this.mark.remove();
    this.line.remove();
  }

  announce(text) {
    this.status.textContent = text;
  }

  #point(target) {
    const link = target.closest("li")?.querySelector("a");
    const positions = link ? this.pointed(Number(link.dataset.id)) : [];
    if (positions.length) this.line.setLatLngs(positions).addTo(this.map);
  }
}
