// A click anywhere in a row opens its activity. Links stay links, and text can be selected.

import { isNewTab } from "./pointer.js";

const CLICKABLE = "a, button, summary, input, label";

function titleOf(event) {
  if (event.target.closest(CLICKABLE)) return null;
  return event.target.closest("#activities tbody tr")?.querySelector("a.title") ?? null;
}

function openInNewTab(title) {
  open(title.href, "_blank", "noopener");
}

document.addEventListener("click", (event) => {
  const title = titleOf(event);
  if (!title || !getSelection().isCollapsed) return;
  if (isNewTab(event)) openInNewTab(title);
  else title.click();
});

// The middle button opens a new tab, and does not begin to scroll.
document.addEventListener("mousedown", (event) => {
  if (event.button === 1 && titleOf(event)) event.preventDefault();
});
document.addEventListener("auxclick", (event) => {
  const title = event.button === 1 && titleOf(event);
  if (title) openInNewTab(title);
});
