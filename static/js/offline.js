// Shows when Logbook is not running or cannot answer.

function setHidden(selector, hidden) {
  const notice = document.querySelector(selector);
  if (notice) notice.hidden = hidden;
}

document.addEventListener("htmx:sendError", () => {
  const line = document.querySelector("#sync-line");
  if (line) {
    line.textContent = "Logbook is not running";
    line.className = "failed";
  }
  setHidden("#not-running", false);
});

document.addEventListener("htmx:responseError", () => setHidden("#not-answered", false));

document.addEventListener("htmx:afterOnLoad", (event) => {
  if (!event.detail.successful) return;
  setHidden("#not-running", true);
  setHidden("#not-answered", true);
});
