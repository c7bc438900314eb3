// "/" moves to the search; "j" and "k" move down and up the rows.

const TEXT_FIELDS = "input, select, textarea, [contenteditable]";

function focusSearch(event) {
  const search = document.querySelector("#q");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function focusRow(step) {
  const names = [...document.querySelectorAll("#activities a.title")];
  const current = document.activeElement?.closest("tr")?.querySelector("a.title");
  const index = names.indexOf(current);
  (index < 0 ? names[0] : names[index + step])?.focus();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest(TEXT_FIELDS)) return;
  if (key === "/") focusSearch(event);
  if (key === "j") focusRow(1);
  if (key === "k") focusRow(-1);
});
