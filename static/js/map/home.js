// Where the map starts: around most of the routes, however far away the others are.

/** Cells around the world, each some 40 kilometers wide at the equator. */
const CELLS = 1024;

/** Return the routes in the cell with most of them and in its neighbors. */
export function home(routes, shown) {
  const cells = new Map();
  const cellOf = (route) => [0, 1].map((axis) => {
    const [start, end] = [routes.boxes[4 * route + axis], routes.boxes[4 * route + axis + 2]];
    return Math.floor(((start + end) / 2) * CELLS);
  });
  for (const route of shown) {
    const cell = cellOf(route).join();
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  const [most] = [...cells].sort(([, one], [, other]) => other - one)[0] ?? [];
  if (!most) return [];
  const [x, y] = most.split(",").map(Number);
  return shown.filter((route) => {
    const [cellX, cellY] = cellOf(route);
    return Math.abs(cellX - x) <= 1 && Math.abs(cellY - y) <= 1;
  });
}
