// Writes the end of a ZIP, always with 64-bit sizes.

/**
 * Return the records after the directory of a ZIP.
 * @param {number} entries
 * @param {number} start where the directory begins
 * @param {number} bytes how long it is
 */
export function endOfZip(entries, start, bytes) {
  const end = new DataView(new ArrayBuffer(98));
  // The record.
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(4, 44n, true);
  end.setUint16(12, 45, true);
  end.setUint16(14, 45, true);
  end.setBigUint64(24, BigInt(entries), true);
  end.setBigUint64(32, BigInt(entries), true);
  end.setBigUint64(40, BigInt(bytes), true);
  end.setBigUint64(48, BigInt(start), true);
  // Its locator.
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(start + bytes), true);
  end.setUint32(72, 1, true);
  // The older record, which refers to the new one.
  end.setUint32(76, 0x06054b50, true);
  for (const at of [84, 86]) end.setUint16(at, 0xffff, true);
  for (const at of [88, 92]) end.setUint32(at, 0xffffffff, true);
  return end.buffer;
}
