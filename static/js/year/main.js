// Saves the picture of a year, an SVG, as PNG.

import { savePicture } from "../pictures/save.js";

/** Pixels of the file for each of the picture. */
const DENSITY = 2;

const button = document.querySelector("#save-picture");
const note = document.querySelector("#picture-note");

async function paint(address) {
  const picture = Object.assign(new Image(), { src: address });
  await picture.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: picture.width * DENSITY, height: picture.height * DENSITY });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    note.textContent = "";
    try {
      await savePicture(await paint(button.dataset.picture), button.dataset.name);
    } catch {
      note.textContent = "The picture could not be saved.";
    }
    button.disabled = false;
  });
}
