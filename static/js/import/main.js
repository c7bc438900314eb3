// The page of imports: reads the archive that is chosen or dropped, and sends a copy of it.

import { copyOfFolder } from "./copy_of_folder.js";
import { copyOfZip } from "./copy_of_zip.js";
import { acceptDrops } from "./dropped.js";
import { NotAnArchive } from "./needed.js";
import { Progress } from "./progress.js";
import { Occupied, Refused, send } from "./sending.js";
import { EncryptedZip, UnreadableZip } from "./zip_directory.js";

const form = document.querySelector("#choose-archive");
const zipField = form.querySelector("#archive");
const folderField = form.querySelector("#archive-folder");
const status = document.querySelector("#import-status");
const progressText = document.querySelector("#import-progress-text");
const problem = document.querySelector("#import-problem");
const progressArea = document.querySelector("#import-progress");
const stopButton = document.querySelector("#stop-import");
const finishForm = document.querySelector("#finish-import");
const server = {
  begin: form.dataset.begin,
  slice: form.dataset.slice,
  sliceBytes: Number(form.dataset.sliceBytes),
  token: form.querySelector("[name=csrf_token]").value,
};
/** Ends what is being read or sent; null if nothing is. */
let stopping = null;

form.querySelector(".needs-script").hidden = false;
form.querySelector(".without-script").hidden = true;

zipField.addEventListener("change", startZip);
folderField.addEventListener("change", startFolder);
form.addEventListener("submit", (event) => event.preventDefault());
stopButton.addEventListener("click", () => stopping?.abort());
// A file may be chosen before this script is loaded.
startZip();
acceptDrops(
  form,
  (file) => start(() => copyOfZip(file)),
  (readFiles) => start(async () => readFolder(await readFiles())),
);

function startZip() {
  const [file] = zipField.files;
  if (file) start(() => copyOfZip(file));
}

function startFolder() {
  const files = Array.from(folderField.files, (file) => ({ name: file.webkitRelativePath, file }));
  if (files.length) start(() => readFolder(files));
}

function readFolder(files) {
  return copyOfFolder(files, (done, total) => {
    status.textContent = `Reading the folder: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} files`;
  });
}

/** Read an archive with `prepare`, send the copy, and go on to the import. */
async function start(prepare) {
  if (stopping) return;
  stopping = new AbortController();
  const { signal } = stopping;
  problem.hidden = true;
  setBusy(true);
  status.textContent = "Reading the directory of the archive…";
  try {
    const copy = await prepare();
    signal.throwIfAborted();
    finishForm.elements.id.value = await sendAndShow(copy, signal);
    status.textContent = "Everything has arrived.";
    finishForm.submit();
  } catch (error) {
    setBusy(false);
    if (signal.aborted) location.reload();
    else explain(error);
  } finally {
    stopping = null;
  }
}

async function sendAndShow(copy, signal) {
  const progress = new Progress(progressArea, copy);
  const sending = `Sending ${copy.name}. Keep this page open.`;
  status.textContent = sending;
  return send(copy, server, {
    onProgress(received) {
      if (status.textContent !== sending) status.textContent = sending;
      progress.show(received);
    },
    onLost(reason) {
      status.textContent = `${reason ?? "Logbook does not answer."} This page keeps trying, and continues where it was.`;
    },
  }, signal);
}

/** Show either the fields or the progress. The focus goes to what can be used next. */
function setBusy(isBusy) {
  form.hidden = isBusy;
  progressArea.hidden = !isBusy;
  progressArea.querySelector("progress").removeAttribute("value");
  progressText.textContent = "";
  // The same file can be chosen again.
  form.reset();
  (isBusy ? stopButton : zipField).focus();
}

function explain(error) {
  problem.hidden = false;
  problem.focus();
  const text = problem.querySelector("#import-problem-text");
  const unreadable = problem.querySelector("#import-unreadable");
  unreadable.hidden = true;
  problem.querySelector("#import-occupied").hidden = !(error instanceof Occupied);
  if (error instanceof Refused) {
    text.textContent = error.message;
  } else if (error instanceof NotAnArchive) {
    text.textContent = "This is not an archive from Strava: it has no activities.csv. Choose the file export_….zip as Strava sent it, or the folder that was made of it.";
  } else if (error instanceof EncryptedZip) {
    text.textContent = "The ZIP is encrypted. Unpack it with its password, and choose the folder.";
  } else if (error instanceof UnreadableZip) {
    text.textContent = "This page cannot read the file: it is not a ZIP, or it is damaged or incomplete. Choose the ZIP from Strava, or download it again.";
    unreadable.hidden = false;
  } else {
    text.textContent = "This page cannot read the file. Check that it has not been moved, and choose it again.";
    unreadable.hidden = false;
  }
}
