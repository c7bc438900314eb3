// A layer of Leaflet that draws on a canvas somewhat larger than the map, so that a drag only
// moves it.

/** How far the canvas reaches beyond each side of the map, as a share of its size. */
const MARGIN = 0.25;
/** The most pixels of the canvas in a row for each pixel of the page, on screens with small ones. */
export const FINEST = 2;
/** Milliseconds. Where drawing takes longer, the canvas gets coarse pixels. */
const SLOW = 80;

/**
 * Make a layer.
 *
 * @param {function(HTMLCanvasElement, Object): void} paint draws a part of the flat map, given its
 *   left and top edge, the pixels of the canvas around the world (`scale`), and how many there are
 *   in a row for each pixel of the page (`ratio`)
 * @param {{isBelow: boolean}} options whether it is below the other layers
 */
export function makeLayer(paint, { isBelow = false } = {}) {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const Layer = L.Layer.extend({
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "map-canvas leaflet-zoom-animated");
      map.getPanes().overlayPane[isBelow ? "prepend" : "append"](this.canvas);
      this.finest = FINEST;
      this.recolor = () => this.draw();
      scheme.addEventListener("change", this.recolor);
      this.draw();
    },

    onRemove() {
      this.canvas.remove();
      scheme.removeEventListener("change", this.recolor);
    },

    getEvents() {
      return {
        moveend: this.draw,
        resize: this.draw,
        viewreset: this.draw,
        move: this.followMove,
        zoom: this.followZoom,
        zoomanim: this.animateZoom,
      };
    },

    draw() {
      const map = this._map;
      const margin = map.getSize().multiplyBy(MARGIN).round();
      const size = map.getSize().add(margin.multiplyBy(2));
      const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
      const ratio = Math.min(devicePixelRatio, this.finest);
      const world = 256 * 2 ** map.getZoom();
      const origin = map.getPixelOrigin().add(corner);
      Object.assign(this, { size, corner, zoom: map.getZoom() });
      this.place = map.layerPointToLatLng(corner);
      L.DomUtil.setPosition(this.canvas, corner);
      const [width, height] = [size.x, size.y].map((side) => Math.round(side * ratio));
      Object.assign(this.canvas, { width, height });
      Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      const started = performance.now();
      paint(this.canvas, {
        left: origin.x / world, top: origin.y / world, scale: world * ratio, ratio,
      });
      if (ratio > 1 && performance.now() - started > SLOW) this.finest = 1;
    },

    /** Draw again if the map was dragged beyond the canvas. */
    followMove() {
      const map = this._map;
      if (map.getZoom() !== this.zoom) return;
      const start = map.containerPointToLayerPoint([0, 0]);
      const end = start.add(map.getSize());
      const last = this.corner.add(this.size);
      const isInside = start.x >= this.corner.x && start.y >= this.corner.y
        && end.x <= last.x && end.y <= last.y;
      if (!isInside) this.draw();
    },

    followZoom() {
      const map = this._map;
      this.transform(map.latLngToLayerPoint(this.place), map.getZoom());
    },

    animateZoom({ zoom, center }) {
      this.transform(this._map._latLngToNewLayerPoint(this.place, zoom, center), zoom);
    },

    transform(offset, zoom) {
      L.DomUtil.setTransform(this.canvas, offset, this._map.getZoomScale(zoom, this.zoom));
    },
  });
  return new Layer();
}

/** Fill a canvas with the colors of values. Each value also fills the pixels to the right, below,
    and diagonally: lines are two pixels wide. */
export function fill(canvas, { width, height, values }, colors) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = width + 1; at < pixels.length; at += 1) {
    const here = values[at];
    const above = values[at - width];
    const left = values[at - 1];
    const diagonal = values[at - width - 1];
    if (here | above | left | diagonal) {
      const higher = here > left ? here : left;
      const highest = above > diagonal ? above : diagonal;
      pixels[at] = colors[higher > highest ? higher : highest];
    }
  }
  context.putImageData(image, 0, 0);
}
