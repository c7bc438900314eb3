// Pages work without this file; it only keeps partial updates from getting in the way.

// What the athlete is working in is left alone: a field that has the focus, and, by a sync that
// refreshes the page, an open menu of filters.
let refreshing = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, shouldSwap, target } = event.detail;
  refreshing = requestConfig.elt.id === "sync-status";
  // htmx tells every element that it goes, for a quarter of the time of a swap. Rows need not know.
  const rows = target.matches("#activities") ? target.querySelector("tbody") : null;
  if (shouldSwap && !rows?.contains(document.activeElement)) rows?.replaceChildren();
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const focused = document.activeElement;
  const typing = target.contains(focused) && focused.matches("input:not([type=checkbox])");
  const choosing = target.contains(focused) && focused.matches("select");
  const inUse = choosing || target.closest("#filters details[open]");
  if (typing || (refreshing && inUse)) event.detail.shouldSwap = false;
});

// Days are chosen in one of two ways; the newer choice replaces the other.
document.addEventListener("change", (event) => {
  const { form, name, value } = event.target;
  if (form?.id !== "filters" || !value) return;
  if (event.target.type === "date" && value < "1900") {
    // A year is being typed.
    event.stopImmediatePropagation();
    return;
  }
  if (name === "span") for (const day of ["from", "to"]) form.elements[day].value = "";
  if (name === "from" || name === "to") form.elements.span.value = "";
}, true);

// Where what had the focus is gone, it goes to what was found.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = event.detail.requestConfig;
  if (document.activeElement === document.body && !elt.matches("#sync-status, #below")) {
    document.querySelector("#activities")?.focus({ preventScroll: true });
  }
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
  const notice = document.querySelector("#not-running");
  if (notice) notice.hidden = false;
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

// "/" leads to the search; "j" and "k" lead down and up the rows.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea, [contenteditable]")) return;
  if (key === "/") {
    const search = document.querySelector("#q");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (key === "j" || key === "k") {
    const names = [...document.querySelectorAll("#activities a.title")];
    const at = names.indexOf(document.activeElement?.closest("tr")?.querySelector("a.title"));
    const next = at < 0 ? names[0] : names[at + (key === "j" ? 1 : -1)];
    next?.focus();
  }
});
