// The list of the activities at the place that is pointed at. A click keeps it.

/** Pixels around the pointer, and around a finger, within which a route passes. */
const NEAR = 6;
const NEAR_FINGER = 16;

/**
 * List what is at the pointer, a touch, or with Enter in the middle of the map.
 *
 * @param {EventTarget} places what is shown, which fires `change`: `find` returns what is at a
 *   place (see found.js), and `positions` those of the route of an activity
 */
export function followPlaces(element, map, places) {
  const list = new PlaceList(element, map);
  let isTouch = false;
  let kept = null;
  let frame = 0;

  const show = (place) => {
    const found = places.find(place, isTouch ? NEAR_FINGER : NEAR);
    // What was listed stays until something else is, so that the pointer can go there.
    if (found) list.show(place, found);
    return found !== null;
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
  list.pointed = (id) => places.positions(id);
  places.addEventListener("change", () => {
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
    this.key = "";
    const renderer = L.svg();
    this.mark = L.circleMarker([0, 0], {
      renderer, radius: 7, className: "here-mark", interactive: false,
    });
    this.frame = L.rectangle([[0, 0], [0, 0]], {
      renderer, className: "here-mark", interactive: false,
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

  /** Show what was found at a place, the newest activities first. */
  async show(place, { key, title, query, link, bounds }) {
    this.#mark(place, bounds);
    if (key === this.key) return;
    this.key = key;
    this.title.textContent = title;
    this.help.hidden = true;
    const { here, table } = this.element.dataset;
    this.link.href = `${table}?${query}`;
    this.link.textContent = link;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${here}?${query}`, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      this.list.innerHTML = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.key = "";
      this.list.replaceChildren();
      this.title.textContent = "The list could not be loaded";
    }
    this.list.scrollTop = 0;
  }

  /** Offer what one can do with a list that stays. */
  keep(isKept) {
    this.tools.hidden = !isKept;
    for (const mark of [this.mark, this.frame]) {
      mark.getElement()?.classList.toggle("kept", isKept);
    }
    if (isKept) this.announce(this.title.textContent);
  }

  clear() {
    this.request?.abort();
    this.key = "";
    this.title.textContent = this.untouched;
    this.help.hidden = false;
    this.list.replaceChildren();
    for (const layer of [this.mark, this.frame, this.line]) layer.remove();
  }

  announce(text) {
    this.status.textContent = text;
  }

  #mark(place, bounds) {
    if (bounds) {
      this.mark.remove();
      this.frame.setBounds(bounds).addTo(this.map);
    } else {
      this.frame.remove();
      this.mark.setLatLng(place).addTo(this.map);
    }
  }

  #point(target) {
    const link = target.closest("li")?.querySelector("a");
    const lines = link ? this.pointed(Number(link.dataset.id)) : [];
    if (lines.length) this.line.setLatLngs(lines).addTo(this.map);
  }
}
