// Pages work without this file; it only keeps partial updates from getting in the way.

// A sync that runs refreshes parts of the page. What the athlete is working in is left alone.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const inUse = target.matches("details[open]") || target.querySelector(":scope input:focus, :scope select:focus");
  if (inUse) event.detail.shouldSwap = false;
});

// An address tells what was asked for, not what was left as it is.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData, elt } = event.detail;
  for (const [name, value] of [...formData.entries()]) {
    const asItIs = elt.querySelector(`[name="${name}"][data-default]`)?.dataset.default ?? "";
    if (value === asItIs) formData.delete(name);
  }
});

// When Logbook has ended, the page says so instead of standing still.
document.addEventListener("htmx:sendError", () => {
  const line = document.querySelector("#sync-line");
  if (line) {
    line.textContent = "Logbook is not running";
    line.className = "failed";
  }
});

// A menu closes like one: by Escape, and by a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
