// An empty map with its buttons and its scale.

/** The zoom with the largest scale that tile servers have. */
const LARGEST_ZOOM = 19;

const CORNERS = '<svg class="map-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 10V5h5M14 5h5v5M19 14v5h-5M10 19H5v-5"/></svg>';

/** Make a map that shows these bounds. A button shows all of `whole`. */
export function makeMap(view, bounds, isImperial, { whole = bounds, label = "Show the whole route" } = {}) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(view, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    maxZoom: LARGEST_ZOOM,
    zoomSnap: 0.25,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    inertia: !isCalm,
  });
  const margin = { padding: [24, 24] };
  map.fitBounds(bounds, { ...margin, animate: false });
  L.control.zoom({ zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  addButton(map, CORNERS, label, () => map.fitBounds(whole, { ...margin, animate: !isCalm }));
  L.control.scale({ metric: !isImperial, imperial: isImperial }).addTo(map);
  return map;
}

function addButton(map, icon, label, press) {
  const control = L.control({ position: "topleft" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const button = L.DomUtil.create("a", "", bar);
    Object.assign(button, { href: "#", role: "button", title: label, innerHTML: icon });
    button.setAttribute("aria-label", label);
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(button, "click", (event) => { L.DomEvent.preventDefault(event); press(); });
    return bar;
  };
  control.addTo(map);
}
