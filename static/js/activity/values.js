// How values are written, in the units that the server chose for the athlete.

/** Write a duration as a clock does: 1:02:11 or 42:10. */
export function duration(seconds) {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Write a value of a measurement without its unit, or "" if there is none. */
export function text(measurement, value) {
  if (value === null || value === undefined) return "";
  if (measurement.pace) return value > 0 ? duration(measurement.pace / value) : "";
  const number = value * measurement.scale + measurement.offset;
  const { decimals } = measurement;
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const written = number.toLocaleString("en-US", { ...options, signDisplay: "negative" });
  return written.replace("-", "−");
}

/** Write a value of a measurement with its unit, or "" if there is none. */
export function textWithUnit(measurement, value) {
  const number = text(measurement, value);
  return number && `${number} ${measurement.unit}`;
}
