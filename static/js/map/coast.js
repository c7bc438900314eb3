// Coasts and borders, where no pictures of a tile server are behind the routes. The lines are those
// of Natural Earth, in the format TopoJSON: https://github.com/topojson/topojson-specification

import { makeLayer } from "./layer.js";
import { eastward, shifts, southward } from "./routes.js";

/** The zoom beyond which the lines are too coarse. */
const LARGEST_ZOOM = 9;
/** Countries are cut at the 180th meridian. That is no border. */
const EDGE = 179.99;

/** Show coasts and borders while there is no background. They are loaded when first wanted. */
export function followCoast(map, address) {
  let lines = null;
  const layer = makeLayer((canvas, part) => draw(map, canvas, part, lines), { isBelow: true });
  const update = async () => {
    const hasBackground = document.querySelector("#map-background")?.dataset.tiles;
    if (hasBackground || map.getZoom() > LARGEST_ZOOM) {
      layer.remove();
    } else if (lines) {
      layer.addTo(map);
    } else {
      lines = [];
      lines = await load(address);
      // Without the lines, it may have been added in the meantime.
      layer.remove();
      update();
    }
  };
  map.on("zoomend", update);
  document.addEventListener("htmx:load", ({ target }) => {
    if (target.id === "map-background") update();
  });
  update();
}

/** Return the lines on the flat map, each with its box; none if they cannot be loaded. */
async function load(address) {
  try {
    const response = await fetch(address);
    const { arcs, transform } = await response.json();
    return arcs.flatMap((arc) => parts(arc, transform)).map((points) => ({
      points,
      left: Math.min(...points.map(([x]) => x)),
      right: Math.max(...points.map(([x]) => x)),
    }));
  } catch {
    return [];
  }
}

/** Return the parts of an arc that are not along the 180th meridian. */
function parts(arc, { scale, translate }) {
  const found = [[]];
  let [column, row] = [0, 0];
  let wasAtEdge = false;
  for (const [right, up] of arc) {
    column += right;
    row += up;
    const longitude = column * scale[0] + translate[0];
    const isAtEdge = Math.abs(longitude) > EDGE;
    if (isAtEdge && wasAtEdge) found.push([]);
    wasAtEdge = isAtEdge;
    found.at(-1).push([eastward(longitude), southward(row * scale[1] + translate[1])]);
  }
  return found.filter((points) => points.length > 1);
}

function draw(map, canvas, { left, top, scale, ratio }, lines) {
  const context = canvas.getContext("2d");
  const right = left + canvas.width / scale;
  context.beginPath();
  for (const line of lines) {
    const [least, most] = shifts(line.left, line.right, left, right);
    for (let shift = least; shift <= most; shift += 1) {
      line.points.forEach(([x, y], index) => {
        const place = [(x + shift - left) * scale, (y - top) * scale];
        if (index) context.lineTo(...place);
        else context.moveTo(...place);
      });
    }
  }
  context.strokeStyle = getComputedStyle(map.getContainer()).getPropertyValue("--text-muted");
  context.globalAlpha = 0.6;
  context.lineWidth = ratio;
  context.stroke();
}
