// Saves what the map shows as a picture.

import { savePicture } from "../pictures/save.js";
import { FINEST } from "./layer.js";

const NAME = "map.png";
const SOURCE = "Powered by Strava";
const MARGIN = 6;

/** Let a button save the map, and say below it what the picture lacks. */
export function offerPicture(button, note, map) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    note.textContent = "";
    try {
      const tiles = await loadTiles(map.getContainer());
      await savePicture(paint(map, tiles ?? []), NAME);
      if (tiles === null) {
        note.textContent = "The picture has no background, because its server does not allow that.";
      }
    } catch {
      note.textContent = "The picture could not be saved.";
    }
    button.disabled = false;
  });
}

/**
 * Return the pictures of the background and where they are. They are requested again, because a
 * page may only draw those whose server allows it; null if it does not.
 */
async function loadTiles(container) {
  const shown = [...container.querySelectorAll(".leaflet-tile-loaded")];
  try {
    return await Promise.all(shown.map(async (tile) => {
      const box = tile.getBoundingClientRect();
      const image = new Image();
      Object.assign(image, { crossOrigin: "anonymous", referrerPolicy: "origin", src: tile.src });
      await image.decode();
      return { image, box };
    }));
  } catch {
    return null;
  }
}

function paint(map, tiles) {
  const container = map.getContainer();
  const frame = container.getBoundingClientRect();
  const { x: width, y: height } = map.getSize();
  const ratio = Math.min(Math.max(1, Math.round(devicePixelRatio)), FINEST);
  const canvas = Object.assign(document.createElement("canvas"), {
    width: ratio * width, height: ratio * height,
  });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const style = getComputedStyle(container);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, width, height);
  // In the dark, the style sheet darkens the background.
  context.filter = getComputedStyle(map.getPane("tilePane")).filter;
  const put = (image, box) => (
    context.drawImage(image, box.x - frame.x, box.y - frame.y, box.width, box.height)
  );
  for (const { image, box } of tiles) put(image, box);
  context.filter = "none";
  for (const layer of container.querySelectorAll("canvas")) {
    put(layer, layer.getBoundingClientRect());
  }
  const attribution = container.querySelector(".leaflet-control-attribution")?.innerText;
  write(context, tiles.length ? `${SOURCE} · ${attribution}` : SOURCE, style, width, height);
  return canvas;
}

/** Write in the lower right corner whose data the picture shows. */
function write(context, text, style, width, height) {
  context.font = `12px ${style.fontFamily}`;
  const length = context.measureText(text).width + 2 * MARGIN;
  context.fillStyle = style.backgroundColor;
  context.fillRect(width - length, height - 20, length, 20);
  context.fillStyle = style.color;
  context.fillText(text, width - length + MARGIN, height - MARGIN);
}
