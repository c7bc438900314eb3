// Pages work without this file; it only keeps partial updates from getting in the way.

// What the athlete is working in is left alone: a field that has the focus, and, by a sync that
// refreshes the page, an open menu of filters, what a button is pressed on, and rows that stay.
let refreshing = false;
let pressed = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, shouldSwap, target } = event.detail;
  refreshing = requestConfig.elt.id === "sync-status";
  if (refreshing && pressed) event.detail.shouldSwap = false;
  // htmx tells every element that it goes, for a quarter of the time of a swap. Rows need not know.
  const rows = target.matches("#activities") ? target.querySelector("tbody") : null;
  if (shouldSwap && !rows?.contains(document.activeElement)) rows?.replaceChildren();
});
let scrolled = 0;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const focused = document.activeElement;
  const typing = target.contains(focused) && focused.matches("input:not([type=checkbox])");
  const choosing = target.contains(focused) && focused.matches("select");
  const inUse = choosing || pressed || target.closest("#filters details[open]");
  const same = target.innerHTML === fragment.firstElementChild?.innerHTML;
  if (typing || (refreshing && (inUse || same))) event.detail.shouldSwap = false;
  if (target.id === "activities") scrolled = target.querySelector("#rows")?.scrollTop ?? 0;
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const rows = event.detail.target.id === "activities" && document.querySelector("#rows");
  if (rows) rows.scrollTop = scrolled;
});

// A field asks when it is left, which pressing a link does. What is pressed must not be replaced
// before it is let go, so the field asks after that, unless the click has asked for something.
let asked = 0;
document.addEventListener("pointerdown", (event) => {
  pressed = event.button === 0 && event.target.closest("a, button, summary, label") !== null;
}, true);
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  document.addEventListener(end, () => { pressed = false; }, true);
}
document.addEventListener("htmx:beforeRequest", () => { asked += 1; });
document.addEventListener("htmx:confirm", (event) => {
  if (!pressed) return;
  event.preventDefault();
  if (event.detail.elt.id === "sync-status") return;
  const before = asked;
  const ask = () => { if (asked === before) event.detail.issueRequest(); };
  document.addEventListener("pointerup", () => setTimeout(ask), { once: true });
});

// The search asks as it is typed, and need not ask again when it is left.
document.addEventListener("change", (event) => {
  if (event.target.id === "q") event.stopImmediatePropagation();
}, true);

// Links that change a part of the page still open in a tab or window of their own.
document.addEventListener("click", (event) => {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (elsewhere && event.target.closest("a[hx-get]")) event.stopImmediatePropagation();
}, true);

// What was asked for on the page that is left is not wanted on the one that Back leads to.
addEventListener("popstate", () => htmx.trigger(document.body, "htmx:abort"));

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

// When Logbook has ended, or cannot answer, the page says so instead of standing still.
const tell = (id, hidden) => {
  const notice = document.querySelector(id);
  if (notice) notice.hidden = hidden;
};
document.addEventListener("htmx:sendError", () => {
  const line = document.querySelector("#sync-line");
  if (line) {
    line.textContent = "Logbook is not running";
    line.className = "failed";
  }
  tell("#not-running", false);
});
document.addEventListener("htmx:responseError", () => tell("#not-answered", false));
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (!event.detail.successful) return;
  tell("#not-running", true);
  tell("#not-answered", true);
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
