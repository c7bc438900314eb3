// The charts of a comparison, which the server has drawn: pointing at one moves the cursor.

const SVG = "http://www.w3.org/2000/svg";

/** Let charts move the cursor, and show it in all of them. */
export function followCharts(charts, cursor) {
  for (const chart of charts) {
    const line = document.createElementNS(SVG, "line");
    line.classList.add("cursor");
    line.setAttribute("y2", "100%");
    cursor.addEventListener("move", () => {
      const place = `${(100 * cursor.step) / cursor.last}%`;
      line.setAttribute("x1", place);
      line.setAttribute("x2", place);
      if (!line.isConnected) chart.append(line);
    });
    const point = ({ clientX }) => {
      const { left, width } = chart.getBoundingClientRect();
      cursor.moveTo(((clientX - left) / width) * cursor.last);
    };
    chart.parentElement.addEventListener("pointermove", point);
    chart.parentElement.addEventListener("pointerdown", point);
  }
}
