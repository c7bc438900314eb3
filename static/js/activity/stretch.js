// The chosen stretch: it is part of the address, and its figures come from the server.

/** What the server takes as seconds as well. */
const SECONDS = /^[0-9]{1,7}(\.[0-9]{1,3})?$/;

let current = null;

function fromAddress() {
  const parameters = new URLSearchParams(location.search);
  const given = ["from", "to"].map((name) => parameters.get(name) ?? "");
  if (!given.every((text) => SECONDS.test(text))) return null;
  const [from, to] = given.map(Number);
  return { from, to };
}

// A stretch is a step in the history. The link back to the table goes back over all of them.
function toAddress(stretch) {
  const address = new URL(location.href);
  for (const name of ["from", "to"]) {
    if (stretch) address.searchParams.set(name, stretch[name]);
    else address.searchParams.delete(name);
  }
  if (address.href === location.href) return;
  history.pushState({ stretches: (history.state?.stretches ?? 0) + 1 }, "", address);
}

async function showFigures(line) {
  const address = `${line.dataset.address}${location.search}`;
  line.request?.abort();
  line.request = new AbortController();
  const { signal } = line.request;
  line.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(response.statusText);
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    line.replaceChildren(...answer.querySelector("#stretch").childNodes);
  } catch {
    if (signal.aborted) return;
    const message = document.createElement("p");
    message.textContent = "The figures of this stretch could not be loaded. Choose it again.";
    line.replaceChildren(message);
  }
  line.removeAttribute("aria-busy");
}

/** Keep the address and the line of figures in step with the stretch. */
export function followStretch(section, recording) {
  const line = section.querySelector("#stretch");
  current = { line, recording };
  recording.addEventListener("choose", () => {
    toAddress(recording.stretch);
    showFigures(line);
  });
  line.addEventListener("click", (event) => {
    if (!event.target.closest("#clear-stretch")) return;
    event.preventDefault();
    recording.choose(null);
    section.querySelector("#charts")?.focus({ preventScroll: true });
  });
  recording.preview(fromAddress());
  if (!recording.stretch) return;
  // The details of the activity, which came later, know nothing of the address.
  if (!line.querySelector("#clear-stretch")) showFigures(line);
}

addEventListener("popstate", () => {
  if (!current?.line.isConnected) return;
  current.recording.preview(fromAddress());
  showFigures(current.line);
});
