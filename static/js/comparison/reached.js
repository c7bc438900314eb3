// When each activity reached the distance of the cursor, next to its name.

import { duration, textWithUnit } from "../activity/values.js";

/** Show the times at the cursor, and a slider that moves it, also with keys. */
export function showReached(section, cursor) {
  const label = section.querySelector("label");
  const slider = label.querySelector("input");
  label.hidden = false;
  slider.addEventListener("input", () => cursor.moveTo(Number(slider.value)));
  cursor.addEventListener("move", () => {
    const distance = textWithUnit(cursor.data.distance, cursor.meters);
    slider.value = cursor.step;
    slider.setAttribute("aria-valuetext", distance);
    label.querySelector("output").textContent = distance;
    for (const reached of section.querySelectorAll(".reached")) {
      reached.textContent = sentence(cursor, Number(reached.dataset.number) - 1);
    }
  });
  cursor.moveTo(0);
}

/** Return the time of an activity, and how far it is ahead of the first one or behind it. */
function sentence({ data, step }, index) {
  const [first, own] = [data.times.find(Boolean), data.times[index]];
  const seconds = own[step];
  if (seconds === null) return "";
  const ahead = own === first || first[step] === null ? 0 : first[step] - seconds;
  if (!ahead) return duration(seconds);
  return `${duration(seconds)}, ${duration(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}`;
}
