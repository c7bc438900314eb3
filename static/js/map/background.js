// The pictures behind the route, from a tile server, once the athlete allows them.

/** The steps of the zoom, without and with pictures, which would be blurred between two levels. */
const FINE = 0.25;
const WHOLE = 1;

/** Show the background if it is allowed, and follow the answer of the athlete. */
export function followBackground(map) {
  const shown = L.layerGroup().addTo(map);
  let attribution = null;
  const update = () => {
    const url = document.querySelector("#map-background")?.dataset.tiles;
    attribution?.remove();
    shown.clearLayers();
    map.options.zoomSnap = url ? WHOLE : FINE;
    if (!url) return;
    attribution = L.control.attribution({ prefix: false }).addTo(map);
    attribution.addAttribution(document.querySelector("#map-attribution").innerHTML);
    map.setZoom(Math.floor(map.getZoom()), { animate: false });
    shown.addLayer(tileLayer(url, map.getMaxZoom(), attribution));
  };
  document.addEventListener("htmx:load", ({ target }) => {
    if (target.id !== "map-background") return;
    update();
    // The button that was pressed is gone.
    if (document.activeElement === document.body) map.getContainer().focus({ preventScroll: true });
  });
  update();
}

function tileLayer(url, maxZoom, attribution) {
  // Tile servers want to know which site asks, and OpenStreetMap's refuses others. The pages tell
  // nobody, so the pictures tell it, without the address of the page.
  const tiles = L.tileLayer(url, { maxZoom, referrerPolicy: "origin", updateWhenZooming: false });
  tiles.on("tileerror", () => attribution.setPrefix("The background cannot be loaded now"));
  tiles.on("tileload", () => attribution.setPrefix(false));
  return tiles;
}
