// Notices can be closed. One about the connection, which every page shows, then stays closed in this
// tab until it says something else.

const CLOSABLE = ".notice:not(form, [role=alert])";
const STORED = "closed-notices";

const closed = () => JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
const textOf = (notice) => notice.textContent.trim().replace(/\s+/g, " ");

function close(notice, text) {
  sessionStorage.setItem(STORED, JSON.stringify([...closed(), text]));
  notice.hidden = true;
}

function addButtons() {
  for (const notice of document.querySelectorAll(CLOSABLE)) {
    if (notice.querySelector(".close")) continue;
    const text = textOf(notice);
    notice.hidden = notice.closest("#connection") !== null && closed().includes(text);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.ariaLabel = "Close";
    button.addEventListener("click", () => close(notice, text));
    notice.append(button);
  }
}

addButtons();
for (const swapped of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(swapped, addButtons);
}
