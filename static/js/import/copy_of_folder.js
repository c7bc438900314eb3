// The copy of an archive that has been unpacked: its files, not compressed again.

import { composeCopy } from "./copy.js";
import { crc32 } from "./crc32.js";
import { NotAnArchive, needed } from "./needed.js";

const UTF_8 = 1 << 11;
/** 1 January 1980, the first day that a ZIP can name. */
const DAY = 0x21;
const MAX_BYTES = 0xfffffffe;

/**
 * Return the copy of a folder.
 * @param {{name: string, file: File}[]} files with their path below the folder
 * @param {(done: number, total: number) => void} onRead is called with how many files have been read
 */
export async function copyOfFolder(files, onRead) {
  const entries = needed(files.map((one) => ({ ...one, name: one.name.normalize("NFC") })));
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const pieces = [];
  const records = [];
  const ends = [];
  let position = 0;
  for (const { name, file } of entries) {
    onRead(records.length, entries.length);
    if (file.size > MAX_BYTES) throw new NotAnArchive();
    const path = new TextEncoder().encode(name);
    const facts = commonFields(await crc32(file), file.size, path.length);
    const header = headerOf(facts, path);
    pieces.push(new Blob([header]), file);
    records.push(recordOf(facts, path, position));
    position += header.length + file.size;
    ends.push(position);
  }
  const sourceBytes = entries.reduce((sum, { file }) => sum + file.size, 0);
  const name = files[0].name.split("/")[0];
  return composeCopy(name, sourceBytes, pieces, records, ends);
}

/** Return the fields that the header of an entry and its record share. */
function commonFields(crc, size, pathBytes) {
  const fields = new DataView(new ArrayBuffer(26));
  fields.setUint16(0, 45, true);
  fields.setUint16(2, UTF_8, true);
  fields.setUint16(8, DAY, true);
  fields.setUint32(10, crc, true);
  fields.setUint32(14, size, true);
  fields.setUint32(18, size, true);
  fields.setUint16(22, pathBytes, true);
  return fields;
}

function headerOf(fields, path) {
  const header = new Uint8Array(30 + path.length);
  new DataView(header.buffer).setUint32(0, 0x04034b50, true);
  header.set(new Uint8Array(fields.buffer), 4);
  header.set(path, 30);
  return header;
}

/** Return the record of an entry, always with a 64-bit offset. */
function recordOf(fields, path, position) {
  const record = new Uint8Array(46 + path.length + 12);
  const data = new DataView(record.buffer);
  data.setUint32(0, 0x02014b50, true);
  data.setUint16(4, 45, true);
  record.set(new Uint8Array(fields.buffer), 6);
  data.setUint16(30, 12, true);
  data.setUint32(42, 0xffffffff, true);
  record.set(path, 46);
  const extraAt = 46 + path.length;
  data.setUint16(extraAt, 1, true);
  data.setUint16(extraAt + 2, 8, true);
  data.setBigUint64(extraAt + 4, BigInt(position), true);
  return record;
}
