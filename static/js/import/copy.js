// The copy of an archive that is sent: a ZIP with only what an import reads.
//
// It refers to pieces of the athlete's files, and is never in memory as a whole.

import { endOfZip } from "./zip_end.js";

/** @typedef {{size: number, slice: (start: number, end: number) => Blob}} Piece */

/** A ZIP that consists of pieces. */
export class Copy {
  /**
   * @param {string} name of the athlete's file or folder
   * @param {number} sourceBytes the size of the file, or of all files in the folder
   * @param {Piece[]} pieces
   * @param {string} fingerprint the SHA-256 of the directory
   * @param {number[]} fileEnds where each file ends in the ZIP
   */
  constructor(name, sourceBytes, pieces, fingerprint, fileEnds) {
    Object.assign(this, { name, sourceBytes, fingerprint, fileEnds });
    this.pieces = pieces;
    let position = 0;
    this.pieceEnds = pieces.map(({ size }) => (position += size));
    this.size = position;
  }

  /** Return the bytes from `start` to `end`. */
  slice(start, end) {
    const parts = [];
    for (let index = countUpTo(this.pieceEnds, start); index < this.pieces.length; index += 1) {
      const piece = this.pieces[index];
      const pieceStart = this.pieceEnds[index] - piece.size;
      if (pieceStart >= end) break;
      const last = Math.min(piece.size, end - pieceStart);
      parts.push(piece.slice(Math.max(0, start - pieceStart), last));
    }
    return new Blob(parts);
  }

  /** Return how many files are in the first `length` bytes. */
  filesIn(length) {
    return countUpTo(this.fileEnds, length);
  }
}

/**
 * Return the copy with these pieces.
 * @param {string} name
 * @param {number} sourceBytes
 * @param {Piece[]} pieces the entries
 * @param {Uint8Array[]} records their records in the directory
 * @param {number[]} fileEnds
 */
export async function composeCopy(name, sourceBytes, pieces, records, fileEnds) {
  const directory = await new Blob(records).arrayBuffer();
  const end = endOfZip(records.length, fileEnds.at(-1), directory.byteLength);
  const all = [...pieces, new Blob([directory, end])];
  return new Copy(name, sourceBytes, all, await sha256(directory), fileEnds);
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return how many of these ascending numbers are not greater than `limit`. */
function countUpTo(numbers, limit) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
