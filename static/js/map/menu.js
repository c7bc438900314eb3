// The menu with what the map shows: lines in a style, or explorer tiles.

const REMEMBERED = "logbook-map-style";
const TILES = "tiles";

/** The menu. Fires `change` when something else is shown. */
export class StyleMenu extends EventTarget {
  #lines;

  /** @param {HTMLSelectElement} menu whose values are those of `show` in the address */
  constructor(menu) {
    super();
    this.menu = menu;
    const remembered = read() ?? "";
    this.#lines = this.#has(remembered) && remembered !== TILES ? remembered : "";
    menu.addEventListener("change", () => this.#choose());
  }

  get hasTiles() {
    return this.menu.value === TILES;
  }

  /** The style of the lines. Below tiles, they have none. */
  get style() {
    return this.hasTiles ? "plain" : this.menu.value || "density";
  }

  /** Choose what an address asks for, or else the style that was chosen last. */
  follow(parameters) {
    const asked = parameters.get("show");
    const value = asked && this.#has(asked) ? asked : this.#lines;
    if (value === this.menu.value) return;
    this.menu.value = value;
    if (!this.hasTiles) this.#lines = value;
    this.dispatchEvent(new Event("change"));
  }

  #has(value) {
    return [...this.menu.options].some((option) => option.value === value);
  }

  #choose() {
    const hadTiles = new URLSearchParams(location.search).get("show") === TILES;
    if (!this.hasTiles) {
      this.#lines = this.menu.value;
      write(this.#lines);
    }
    this.dispatchEvent(new Event("change"));
    // The page has a section about tiles.
    if (this.hasTiles || hadTiles) htmx.trigger("#filters", "submit");
  }
}

// A browser may refuse to store anything.
function read() {
  try { return localStorage.getItem(REMEMBERED); } catch { return null; }
}

function write(value) {
  try { localStorage.setItem(REMEMBERED, value); } catch { /* It is then asked again. */ }
}
