// Where the route of a recording goes, as it is drawn: in parts between the gaps.

export class Route {
  /**
   * @param {Object<string, Array>} drawing lists of equal length, by measurement
   * @param {Array<[number, number]>} parts the first and last sample of each part without gaps
   * @param {Array<number>} hiddenGaps the parts before which no line is drawn, counted from 0
   */
  constructor(drawing, parts, hiddenGaps = []) {
    /** Latitude and longitude of each sample, or null. */
    this.positions = continuous(drawing.latlng);
    this.parts = parts;
    this.hiddenGaps = new Set(hiddenGaps);
    this.times = drawing.time;
  }

  get bounds() {
    return L.latLngBounds(this.positions.filter(Boolean));
  }

  get start() {
    return this.positions[this.parts[0][0]];
  }

  get finish() {
    return this.positions[this.parts.at(-1)[1]];
  }

  /** Return the straight lines across what was not recorded. */
  gaps() {
    return this.parts.flatMap(([first], index) => (
      index === 0 || this.hiddenGaps.has(index)
        ? []
        : [[this.positions[this.parts[index - 1][1]], this.positions[first]]]
    ));
  }

  /** Return the positions during a stretch, from its start to its end; none if it is null. */
  inside(stretch) {
    return stretch ? [...this.lines(() => "", stretch).values()].flat(2) : [];
  }

  /**
   * Return the lines of the route by class, as lists of positions.
   *
   * @param {function(number): string} classOf names the class of the way that ends at a sample
   * @param {{from: number, to: number}|null} stretch seconds since the start; null for all
   * @returns {Map<string, Array>}
   */
  lines(classOf, stretch = null) {
    const found = new Map();
    for (const [first, last] of this.parts) {
      let line;
      let lineClass;
      for (let index = first + 1; index <= last; index += 1) {
        const ends = this.way(index, stretch);
        const name = ends ? classOf(index) : null;
        if (name !== lineClass) {
          lineClass = name;
          line = ends?.slice(0, 1);
          if (name !== null) found.set(name, [...(found.get(name) ?? []), line]);
        }
        line?.push(ends[1]);
      }
    }
    return found;
  }

  /** Return both ends of what a stretch has of the way to a sample; null if it has nothing. */
  way(index, stretch) {
    const [start, end] = this.times.slice(index - 1, index + 1);
    const { from, to } = stretch ?? { from: start, to: end };
    if (to <= start || from >= end) return null;
    return [Math.max(from, start), Math.min(to, end)].map((time) => (
      between(this.positions[index - 1], this.positions[index], (time - start) / (end - start))
    ));
  }
}

/** Return the position at a share of the way between two others. */
export function between(start, end, share) {
  return start.map((degrees, axis) => degrees + (end[axis] - degrees) * share);
}

/** Return positions whose longitudes continue beyond 180 instead of jumping to the other side. */
function continuous(positions) {
  let before = null;
  return positions.map((position) => {
    if (!position) return null;
    const [latitude, longitude] = position;
    before = before === null ? longitude : longitude + 360 * Math.round((before - longitude) / 360);
    return [latitude, before];
  });
}
