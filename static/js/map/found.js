// What there is at a place of the map: the activities whose routes pass it, or its explorer tile.
//
// Both have a key, which is the same for the same activities; a title; the query with which the
// list and the table show them; the text of the link to the table; and perhaps bounds.

import { passing } from "./hits.js";
import { eastward, southward, unproject } from "./routes.js";
import { NOT_LOADED } from "./selection.js";

/** The number of activities that the table and the server take by their ids. */
const MOST_LISTED = 200;

const count = (number, one, more) => `${number.toLocaleString("en-US")} ${number === 1 ? one : more}`;

/** Return the activities that pass within this many pixels, or null. */
export function routesAt({ routes, shown }, map, place, near) {
  const distance = near / (256 * 2 ** map.getZoom());
  const found = passing(routes, shown, eastward(place.lng), southward(place.lat), distance);
  if (!found.length) return null;
  // Private places cut a route into pieces.
  const ids = [...new Set(found.map((route) => routes.ids[route]))];
  const wanted = new URLSearchParams(location.search);
  const apart = NOT_LOADED.map((name) => (wanted.get(name) ? `&${name}=1` : "")).join("");
  return {
    key: ids.join(),
    title: count(ids.length, "activity passes here", "activities pass here"),
    query: ids.slice(0, MOST_LISTED).map((id) => `id=${id}`).join("&") + apart,
    link: ids.length > MOST_LISTED ? `Show the newest ${MOST_LISTED} in the table` : "Show in the table",
    bounds: null,
  };
}

/** Return the explorer tile at a place, or null if no activity that matches has passed it. */
export function tileAt(tiles, query, place) {
  const [x, y] = [eastward(place.lng), southward(place.lat)];
  const tile = tiles.at(x, y);
  if (!tile) return null;
  const { column, row, activities } = tile;
  const name = `${column}/${row}`;
  const parameters = new URLSearchParams(query);
  // The activities that have passed two tiles cannot be asked for.
  const isOther = parameters.has("tile");
  parameters.set("tile", name);
  const corner = (right, down) => unproject(
    (column + right) / tiles.around + Math.floor(x), (row + down) / tiles.around,
  );
  return {
    key: parameters.toString(),
    title: isOther ? `Tile ${name}` : `${count(activities, "activity", "activities")} in tile ${name}`,
    query: parameters.toString(),
    link: "Show in the table",
    bounds: [corner(0, 0), corner(1, 1)],
  };
}
