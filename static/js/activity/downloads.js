// Links to the files of the chosen stretch.

/** Let the links follow what is chosen. */
export function followDownloads(recording) {
  const links = document.querySelector("#stretch-downloads");
  if (!links) return;
  recording.addEventListener("stretch", () => {
    const { stretch } = recording;
    links.hidden = !stretch;
    for (const link of stretch ? links.querySelectorAll("a") : []) {
      link.search = new URLSearchParams(stretch).toString();
    }
  });
}
