// A link to a stretch, in a table of splits or laps, chooses it without loading the page again.

import { isNewTab } from "../pointer.js";

const LINKS = "a[data-from][data-to]";

let current = null;

const stretchOf = ({ dataset }) => ({ from: Number(dataset.from), to: Number(dataset.to) });

function markChosen() {
  const { stretch } = current;
  for (const link of document.querySelectorAll(LINKS)) {
    const shown = current.within(stretchOf(link));
    if (stretch && stretch.from === shown?.from && stretch.to === shown.to) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Let the links of the page choose stretches of a recording. */
export function followLinks(recording) {
  current = recording;
  recording.addEventListener("stretch", markChosen);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  if (!link || !current || isNewTab(event) || event.defaultPrevented) return;
  event.preventDefault();
  current.choose(stretchOf(link));
  document.querySelector("#recording").scrollIntoView();
});
