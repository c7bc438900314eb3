// "/" moves to the search; "j" and "k" move down and up the rows; "m" opens the menu of a row; "["
// and "]" lead to the previous and the next activity; "?" shows the keys.

import { openRowMenu } from "./row_menu.js";

const TEXT_FIELDS = "input, select, textarea, [contenteditable]";

function focusSearch(event) {
  const search = document.querySelector("#q");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

// The row with the focus, or else the one that the athlete came back to.
function currentRow() {
  const focused = document.activeElement?.closest("#activities tbody tr");
  return focused ?? document.querySelector("#activities tr.returned");
}

function focusRow(step) {
  const names = [...document.querySelectorAll("#activities a.title")];
  const index = names.indexOf(currentRow()?.querySelector("a.title"));
  (index < 0 ? names[0] : names[index + step])?.focus();
}

const follow = (relation) => document.querySelector(`main a[rel=${relation}]`)?.click();

const ACTIONS = {
  "/": focusSearch,
  j: () => focusRow(1),
  k: () => focusRow(-1),
  m: () => openRowMenu(currentRow()),
  "[": () => follow("prev"),
  "]": () => follow("next"),
  "?": () => document.querySelector("#keys")?.togglePopover?.(),
};

// Many layouts have brackets on AltGr, which Windows reports as Ctrl and Alt.
const isShortcut = (event) =>
  event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));

document.addEventListener("keydown", (event) => {
  if (isShortcut(event) || event.target.closest(TEXT_FIELDS)) return;
  ACTIONS[event.key]?.(event);
});
