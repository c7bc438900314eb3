// The copy of an archive that is a ZIP. Its entries are sent as they are.

import { composeCopy } from "./copy.js";
import { needed } from "./needed.js";
import { EncryptedZip, readDirectory } from "./zip_directory.js";

/**
 * Return the copy of a ZIP.
 * @param {File} file
 */
export async function copyOfZip(file) {
  const entries = needed(await readDirectory(file));
  if (entries.some((entry) => entry.isEncrypted)) throw new EncryptedZip();
  const spans = [];
  const records = [];
  const ends = [];
  let position = 0;
  for (const entry of entries) {
    records.push(moved(entry, position));
    const last = spans.at(-1);
    if (last?.end === entry.start) last.end = entry.end;
    else spans.push({ start: entry.start, end: entry.end });
    position += entry.end - entry.start;
    ends.push(position);
  }
  const pieces = spans.map(({ start, end }) => ({
    size: end - start,
    slice: (from, to) => file.slice(start + from, start + to),
  }));
  return composeCopy(file.name, file.size, pieces, records, ends);
}

/** Return the record of an entry that begins at `position`, which is never after its old place. */
function moved({ record, offset }, position) {
  const copy = record.slice();
  const data = new DataView(copy.buffer);
  if (offset.is64) data.setBigUint64(offset.at, BigInt(position), true);
  else data.setUint32(offset.at, position, true);
  return copy;
}
