// The menu with the actions of a row opens at the dots of the row, and with "m" for the keyboard.

import { isNewTab } from "./pointer.js";

const GAP = 8;

const menu = () => document.querySelector("#row-menu");
const isOpen = () => menu()?.matches(":popover-open");

let opener = null;
let openWhenPressed = false;

function fill(title) {
  menu().setAttribute("aria-label", opener.getAttribute("aria-label"));
  menu().querySelector("#row-open").href = title.href;
  menu().querySelector("#row-similar").href = opener.dataset.similar;
  const onStrava = menu().querySelector("#row-strava");
  if (onStrava) onStrava.href = onStrava.href.replace(/[^/]*$/, title.id.replace("activity-", ""));
}

// Below the dots, or above them if there is no room.
function place() {
  const dots = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu();
  const below = dots.bottom + height + GAP <= innerHeight;
  const left = Math.min(dots.left, document.documentElement.clientWidth - width - GAP);
  menu().style.left = `${Math.max(GAP, left) + scrollX}px`;
  menu().style.top = `${(below ? dots.bottom : dots.top - height) + scrollY}px`;
}

// Returns false if the browser has no popovers. The dots are then a link like any other.
export function openRowMenu(row) {
  if (!row || !menu()?.showPopover) return false;
  opener = row.querySelector("a.row-actions");
  fill(row.querySelector("a.title"));
  menu().showPopover();
  opener.setAttribute("aria-expanded", "true");
  place();
  menu().querySelector("a").focus({ preventScroll: true });
  return true;
}

document.addEventListener("pointerdown", (event) => {
  openWhenPressed = isOpen() && event.target === opener;
}, true);

document.addEventListener("click", (event) => {
  const dots = event.target.closest("#activities a.row-actions");
  if (!dots || isNewTab(event)) return;
  // The browser closes an open menu when the dots are pressed, so this click has to leave it.
  if (openWhenPressed || openRowMenu(dots.closest("tr"))) event.preventDefault();
});

document.addEventListener("beforetoggle", (event) => {
  if (event.target === menu() && event.newState === "closed") {
    opener?.removeAttribute("aria-expanded");
  }
}, true);

// Tab leaves the menu and closes it.
document.addEventListener("focusout", (event) => {
  const { relatedTarget, target } = event;
  if (relatedTarget && menu()?.contains(target) && !menu().contains(relatedTarget)) {
    menu().hidePopover();
  }
});
