// Reads the directory of a ZIP: which entries it has, and where they are. Unpacks nothing.
//
// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

const MAX_DIRECTORY_BYTES = 128 * 1024 * 1024;
const RECORD = 0x02014b50;
const RECORD_BYTES = 46;
const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const EXTRA_64 = 0x0001;
const IN_EXTRA = 0xffffffff;
const ENCRYPTED = 1;
const DECODER = new TextDecoder();

/** A ZIP whose directory cannot be read. */
export class UnreadableZip extends Error {}

/** A ZIP that needs a password. */
export class EncryptedZip extends Error {}

/**
 * @typedef {Object} Entry
 * @property {string} name its path in the ZIP
 * @property {boolean} isEncrypted
 * @property {number} start where its header begins in the file
 * @property {number} end where the next entry begins, or the directory
 * @property {Uint8Array} record its record in the directory
 * @property {{at: number, is64: boolean}} offset where the record has `start`
 */

/**
 * Return the entries of a ZIP in the order in which they are in the file.
 * @param {Blob} file
 * @returns {Promise<Entry[]>}
 */
export async function readDirectory(file) {
  const { start, bytes } = await findDirectory(file);
  const directory = new Uint8Array(await file.slice(start, start + bytes).arrayBuffer());
  const entries = [];
  for (let at = 0; at < directory.length;) {
    const entry = readRecord(directory.subarray(at));
    if (entry.start >= start) throw new UnreadableZip("an entry begins after the directory");
    entries.push(entry);
    at += entry.record.length;
  }
  entries.sort((one, other) => one.start - other.start);
  entries.forEach((entry, index) => { entry.end = entries[index + 1]?.start ?? start; });
  return entries;
}

/** Return where the directory begins, and how long it is. */
async function findDirectory(file) {
  const tailBytes = MAX_COMMENT_BYTES + END_BYTES + LOCATOR_BYTES;
  const tailStart = Math.max(0, file.size - tailBytes);
  const tail = await view(file, tailStart, file.size);
  const at = findEnd(tail);
  const locatorAt = at - LOCATOR_BYTES;
  const is64 = locatorAt >= 0 && tail.getUint32(locatorAt, true) === LOCATOR;
  const found = is64
    ? await readEnd64(file, number64(tail, locatorAt + 8))
    : {
      bytes: tail.getUint32(at + 12, true),
      start: tail.getUint32(at + 16, true),
      end: tailStart + at,
    };
  const { bytes, start, end } = found;
  if (start + bytes !== end) throw new UnreadableZip("the directory is not where it should be");
  if (bytes > MAX_DIRECTORY_BYTES) throw new UnreadableZip("the directory is too large");
  return { start, bytes };
}

/** Return where the end record begins in the last bytes of the file. */
function findEnd(tail) {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    const isEnd = tail.getUint32(at, true) === END;
    if (isEnd && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  throw new UnreadableZip("the end of the ZIP is missing");
}

async function readEnd64(file, end) {
  const record = await view(file, end, end + END_64_BYTES);
  if (record.byteLength < END_64_BYTES || record.getUint32(0, true) !== END_64) {
    throw new UnreadableZip("the end record with 64-bit sizes is missing");
  }
  return { bytes: number64(record, 40), start: number64(record, 48), end };
}

/** Return the entry whose record begins these bytes. */
function readRecord(bytes) {
  const data = viewOf(bytes);
  if (bytes.length < RECORD_BYTES || data.getUint32(0, true) !== RECORD) {
    throw new UnreadableZip("a record of the directory is damaged");
  }
  const nameBytes = data.getUint16(28, true);
  const extraBytes = data.getUint16(30, true);
  const length = RECORD_BYTES + nameBytes + extraBytes + data.getUint16(32, true);
  if (length > bytes.length) throw new UnreadableZip("a record of the directory is cut off");
  const extraAt = RECORD_BYTES + nameBytes;
  const is64 = data.getUint32(42, true) === IN_EXTRA;
  const offset = { is64, at: is64 ? findOffset64(data, extraAt, extraAt + extraBytes) : 42 };
  return {
    name: DECODER.decode(bytes.subarray(RECORD_BYTES, extraAt)),
    isEncrypted: (data.getUint16(8, true) & ENCRYPTED) !== 0,
    start: is64 ? number64(data, offset.at) : data.getUint32(42, true),
    end: 0,
    record: bytes.subarray(0, length),
    offset,
  };
}

/** Return where the extra fields of a record have its 64-bit offset. */
function findOffset64(data, start, end) {
  for (let at = start; at + 4 <= end; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== EXTRA_64) continue;
    // Both sizes come first, each only if it is too large for the record.
    const sizes = [20, 24].filter((size) => data.getUint32(size, true) === IN_EXTRA);
    const found = at + 4 + 8 * sizes.length;
    if (found + 8 <= end) return found;
  }
  throw new UnreadableZip("a 64-bit offset is missing");
}

async function view(file, start, end) {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function number64(data, at) {
  return Number(data.getBigUint64(at, true));
}
