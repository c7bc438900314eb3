// Draws explorer tiles: what was visited, the largest cluster, the newest tiles, the largest square.

const KINDS = ["visited", "cluster", "new"];
const LABELS = { visited: "visited", cluster: "largest cluster", new: "newest" };
const OPACITY = 0.5;
/** Pixels of a tile from which there is a gap between two of them. */
const WITH_GAP = 6;
const SQUARE_WIDTH = 3;

/**
 * Draw tiles below what a canvas has.
 *
 * @param {Object} part the left and top edge of the flat map, and the pixels around the world
 * @returns {Array<{label: string, color: string}>} the entries of the legend
 */
export function drawTiles(element, canvas, part, tiles) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(`--tile-${name}`).trim();
  const context = canvas.getContext("2d");
  context.save();
  context.globalCompositeOperation = "destination-over";
  for (const shift of worlds(canvas, part)) {
    if (tiles.square) outline(context, part, tiles, shift, color("square"));
  }
  context.globalAlpha = OPACITY;
  for (const kind of KINDS) {
    context.fillStyle = color(kind);
    for (const shift of worlds(canvas, part)) fill(context, canvas, part, tiles, shift, kind);
  }
  context.restore();
  const { size } = tiles.square ?? {};
  return [
    ...KINDS.filter((kind) => tiles.numbers[kind]).map((kind) => ({
      label: `${LABELS[kind]}: ${tiles.numbers[kind].toLocaleString("en-US")}`,
      color: color(kind),
    })),
    ...(size ? [{ label: `largest square: ${size} × ${size}`, color: color("square") }] : []),
  ];
}

/** Return how often the world is shifted by its width where it is seen. */
function worlds(canvas, { left, scale }) {
  const first = Math.floor(left);
  const last = Math.floor(left + canvas.width / scale);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function fill(context, canvas, { left, top, scale, ratio }, tiles, shift, kind) {
  const { around } = tiles;
  const gap = scale / around >= WITH_GAP * ratio ? Math.round(ratio) : 0;
  for (const tile of tiles.byKey.values()) {
    if (tile.kind !== kind) continue;
    const x = Math.round((tile.column / around + shift - left) * scale);
    const y = Math.round((tile.row / around - top) * scale);
    const endX = Math.round(((tile.column + 1) / around + shift - left) * scale);
    const endY = Math.round(((tile.row + 1) / around - top) * scale);
    if (endX < 0 || endY < 0 || x > canvas.width || y > canvas.height) continue;
    context.fillRect(x, y, Math.max(1, endX - x - gap), Math.max(1, endY - y - gap));
  }
}

function outline(context, { left, top, scale, ratio }, { around, square }, shift, color) {
  const x = (square.x / around + shift - left) * scale;
  const y = (square.y / around - top) * scale;
  const width = (square.size / around) * scale;
  context.strokeStyle = color;
  context.lineWidth = SQUARE_WIDTH * ratio;
  context.strokeRect(x, y, width, width);
}
