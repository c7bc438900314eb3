// Values along the way: where a place is among them, and what they are in between.

/** Return the index of the first value that is not below `value`; the length if all are. */
export function indexFrom(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Return the index of the value that is nearest to `value`. */
export function nearest(values, value) {
  const after = Math.min(indexFrom(values, value), values.length - 1);
  const before = Math.max(after - 1, 0);
  return value - values[before] < values[after] - value ? before : after;
}

/** Return what `to` is where `from` is `value`, for lists of the same length that increase. */
export function convert(from, to, value) {
  const after = indexFrom(from, value);
  if (after === 0) return to[0];
  if (after === from.length) return to[to.length - 1];
  const span = from[after] - from[after - 1];
  const part = (value - from[after - 1]) / span;
  return to[after - 1] + part * (to[after] - to[after - 1]);
}
