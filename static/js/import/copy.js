// The copy of an archive that is sent: a ZIP with only what an import reads.
//
// It refers to pieces of the athlete's files, and is not in memory.

import { endOfZip } from "./zip_end.js";

/**
 * @typedef {Object} Copy
 * @property {string} name of the athlete's file or folder
 * @property {number} sourceBytes the size of the file, or of all files in the folder
 * @property {Blob} zip
 * @property {string} fingerprint the SHA-256 of the directory
 * @property {number[]} ends where each file ends in the ZIP
 */

/**
 * Return the copy with these pieces.
 * @param {string} name
 * @param {number} sourceBytes
 * @param {BlobPart[]} pieces the entries
 * @param {Uint8Array[]} records their records in the directory
 * @param {number[]} ends
 * @returns {Promise<Copy>}
 */
export async function composeCopy(name, sourceBytes, pieces, records, ends) {
  const directory = await new Blob(records).arrayBuffer();
  const end = endOfZip(records.length, ends.at(-1), directory.byteLength);
  const zip = new Blob([...pieces, directory, end]);
  return { name, sourceBytes, zip, fingerprint: await sha256(directory), ends };
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
