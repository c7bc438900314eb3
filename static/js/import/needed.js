// Which files of an archive an import reads. All others stay on the athlete's disk.

const TABLES = ["activities", "bikes", "shoes", "profile", "general_preferences"];
const NEEDED = new RegExp(`^(?:(?:${TABLES.join("|")})\\.csv|activities/[^/]+)$`);
const TABLE_OF_ACTIVITIES = "activities.csv";

/** A file that is no archive of Strava's. */
export class NotAnArchive extends Error {}

/**
 * Return the entries that an import reads.
 * @template {{name: string}} T
 * @param {T[]} entries everything in a ZIP or a folder
 * @returns {T[]}
 */
export function needed(entries) {
  const root = findRoot(entries);
  return entries.filter((entry) => {
    const name = plain(entry);
    return name.startsWith(root) && !name.includes("/._") && NEEDED.test(name.slice(root.length));
  });
}

/** Return the path of an entry with slashes, which some programs on Windows do not write. */
function plain({ name }) {
  return name.replaceAll("\\", "/");
}

/** Return the folder of activities.csv: "" or the one folder that everything is in. */
function findRoot(entries) {
  const roots = entries
    .map(plain)
    .filter((name) => name === TABLE_OF_ACTIVITIES || name.endsWith(`/${TABLE_OF_ACTIVITIES}`))
    .map((name) => name.slice(0, -TABLE_OF_ACTIVITIES.length))
    .filter((root) => root.split("/").length <= 2 && !root.startsWith("__MACOSX"));
  if (!roots.length) throw new NotAnArchive();
  return roots.reduce((one, other) => (other.length < one.length ? other : one));
}
