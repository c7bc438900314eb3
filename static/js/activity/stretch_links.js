// A link to a stretch, in a table of splits or laps, chooses it without loading the page again. So
// does a click anywhere in its row. Other links stay links, and text can be selected.

import { isNewTab } from "../pointer.js";

const LINKS = "a[data-from][data-to]";
const CLICKABLE = "a, button, summary, input, label";

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

function linkOf({ target }) {
  const link = target.closest(LINKS);
  if (link || target.closest(CLICKABLE) || !getSelection().isCollapsed) return link;
  return target.closest("tr")?.querySelector(`th ${LINKS}`) ?? null;
}

document.addEventListener("click", (event) => {
  const link = linkOf(event);
  if (!link || !current || isNewTab(event) || event.defaultPrevented) return;
  event.preventDefault();
  current.choose(stretchOf(link));
  document.querySelector("#recording").scrollIntoView();
});
