// Sends a copy to Logbook in slices, and continues after interruptions.

const LONGEST_PAUSE = 10_000;
/** How often Logbook may take nothing of a slice before the page gives up. */
const MAX_REFUSED = 5;
const NOT_TAKEN = "Logbook does not take the file. Reload this page, and choose it again.";
const MOVED = "The file was moved or changed while it was read. Choose it again.";
const NOT_ACCEPTED = "Logbook did not accept this. Reload this page, and try again.";

/** Logbook does not accept the copy. The message is a sentence for the athlete. */
export class Refused extends Error {}

/** Logbook does not accept the copy because of what has arrived before. */
export class Occupied extends Refused {}

/**
 * Announce a copy and send what Logbook does not have of it. Return the id of the upload.
 * @param {import("./copy.js").Copy} copy
 * @param {{begin: string, slice: string, token: string, sliceBytes: number}} server
 * @param {{onProgress: (received: number) => void, onLost: (reason: string | null) => void}} listener
 * @param {AbortSignal} signal
 */
export async function send(copy, server, listener, signal) {
  const announced = new URLSearchParams({
    name: copy.name,
    source_bytes: copy.sourceBytes,
    fingerprint: copy.fingerprint,
    length: copy.size,
  });
  const post = (address, body) => postPatiently(address, body, server.token, listener, signal);
  let { id, received } = await post(server.begin, announced);
  listener.onProgress(received);
  for (let refused = 0; received < copy.size;) {
    const address = `${server.slice}?${new URLSearchParams({ id, offset: received })}`;
    const slice = copy.slice(received, received + server.sliceBytes);
    const answer = await post(address, slice);
    refused = answer.received > received ? 0 : refused + 1;
    if (refused > MAX_REFUSED) throw new Refused(NOT_TAKEN);
    received = answer.received;
    listener.onProgress(received);
  }
  return id;
}

/** Send a request until Logbook answers it, and return the answer. Throws Refused. */
async function postPatiently(address, body, token, listener, signal) {
  for (let pause = 500; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const response = await post(address, body, token, signal);
    if (response?.ok) return response.json();
    if (response && response.status < 500) throw await refusal(response);
    listener.onLost(response ? (await refusal(response)).message : null);
    await sleep(pause, signal);
  }
}

/** Return the response, or null if there is none. */
async function post(address, body, token, signal) {
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  // A browser guesses no type for a slice of a file, and Flask reads none.
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
  try {
    return await fetch(address, { method: "POST", body, headers, signal });
  } catch (error) {
    signal.throwIfAborted();
    await checkReadable(body);
    return null;
  }
}

/** Throw Refused if the athlete's file has been moved or changed, which also fails a request. */
async function checkReadable(body) {
  if (!(body instanceof Blob)) return;
  try {
    await body.slice(0, 1).arrayBuffer();
  } catch {
    throw new Refused(MOVED);
  }
}

async function refusal(response) {
  try {
    const { error, is_occupied: isOccupied } = await response.json();
    return isOccupied ? new Occupied(error) : new Refused(error);
  } catch {
    return new Refused(NOT_ACCEPTED);
  }
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
