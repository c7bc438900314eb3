// Decides when htmx sends a request and what the request contains.

import { afterRelease, isNewTab, isPressed } from "./pointer.js";
import { isPoll } from "./polls.js";

// Pressing a link takes the focus from a field, and the field then requests the rows it finds.
// If the answer replaced the link before the button is released, the click would be lost. The
// field therefore waits for the click, and sends nothing if the click has sent a request.
let requests = 0;
document.addEventListener("htmx:beforeRequest", () => { requests += 1; });
document.addEventListener("htmx:confirm", (event) => {
  if (!isPressed()) return;
  event.preventDefault();
  // A poll asks again soon.
  if (isPoll(event.detail.elt)) return;
  const before = requests;
  afterRelease(() => { if (requests === before) event.detail.issueRequest(); });
});

// The search sends its request while the athlete types, so leaving the field needs no other.
document.addEventListener("change", (event) => {
  if (event.target.id === "q") event.stopImmediatePropagation();
}, true);

// A link that updates part of the page can still be opened in a new tab or window.
document.addEventListener("click", (event) => {
  if (isNewTab(event) && event.target.closest("a[hx-get]")) event.stopImmediatePropagation();
}, true);

// Back cancels what the page it leaves was still loading.
addEventListener("popstate", () => htmx.trigger(document.body, "htmx:abort"));

// Empty fields stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});
