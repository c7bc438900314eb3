// What is dropped on the page: a ZIP, or a folder.

/**
 * Call `onFile` with a file that is dropped anywhere on the page, or `onFolder` with a function that
 * returns the files in a folder.
 * @param {HTMLElement} zone is marked while something is dragged over the page
 * @param {(file: File) => void} onFile
 * @param {(readFiles: () => Promise<{name: string, file: File}[]>) => void} onFolder
 */
export function acceptDrops(zone, onFile, onFolder) {
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("dragged");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("dragged");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.remove("dragged");
    const [file] = event.dataTransfer.files;
    const entry = event.dataTransfer.items[0]?.webkitGetAsEntry?.();
    if (entry?.isDirectory) onFolder(() => filesIn(entry, 2));
    else if (file) onFile(file);
  });
}

/** Return the files in a folder that was dropped, and in `depth` levels of folders in it. */
async function filesIn(folder, depth) {
  const found = [];
  for (const entry of await children(folder)) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ name: entry.fullPath.slice(1), file });
    } else if (depth > 0 && entry.name !== "media") {
      found.push(...await filesIn(entry, depth - 1));
    }
  }
  return found;
}

async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    // A browser returns about a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}
