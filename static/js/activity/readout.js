// What the cursor shows, written beside the charts, and announced once it rests.

import { duration, textWithUnit } from "./values.js";

const ANNOUNCED_AFTER = 600;
const MISSING = "–";

/** Write the values at the cursor, and announce them when it rests. */
export function followCursor(section, charts) {
  const { recording, figures, distance } = charts;
  const position = section.querySelector("#position");
  const announcement = section.querySelector("#cursor-announcement");
  const hint = position.textContent;
  const outputs = figures.map(({ figure }) => figure.querySelector("output"));
  const labels = figures.map(({ figure }) => figure.querySelector("figcaption span").textContent);
  let announcing = 0;

  function place(index) {
    const { drawing } = recording;
    const time = duration(drawing.time[index]);
    return drawing.distance
      ? `${textWithUnit(distance, drawing.distance[index])}, ${time}`
      : time;
  }

  recording.addEventListener("cursor", () => {
    const index = recording.cursor;
    const values = figures.map(({ chart }) =>
      index === null ? "" : textWithUnit(chart, recording.drawing[chart.key][index]));
    outputs.forEach((output, number) => {
      output.textContent = index === null ? "" : values[number] || MISSING;
    });
    position.textContent = index === null ? hint : place(index);
    position.classList.toggle("hint", index === null);
    clearTimeout(announcing);
    if (index === null) return;
    announcing = setTimeout(() => {
      const shown = labels.map((label, number) => values[number] && `${label} ${values[number]}`);
      announcement.textContent = [place(index), ...shown.filter(Boolean)].join(", ");
    }, ANNOUNCED_AFTER);
  });
}
