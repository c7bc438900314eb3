// The pointer on the charts: it moves the cursor, and a drag chooses a stretch. On a touch screen,
// a drag up or down scrolls the page.

const LEAST_DRAG = { mouse: 4, pen: 6, touch: 10 };
const EDGE = { mouse: 5, pen: 8, touch: 16 };

/** Let the pointer move the cursor and choose stretches. */
export function followPointer(charts) {
  const { element, recording } = charts;
  let drag = null;

  // A drag from one end of the stretch moves that end.
  function fixedEnd({ clientX, pointerType }) {
    const { stretch } = recording;
    if (!stretch) return charts.timeAt(clientX);
    const isAt = (time) => Math.abs(charts.clientXOf(time) - clientX) <= EDGE[pointerType];
    if (isAt(stretch.to)) return stretch.from;
    return isAt(stretch.from) ? stretch.to : charts.timeAt(clientX);
  }

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary || !event.target.closest(".plot")) return;
    drag = {
      start: event.clientX,
      fixed: fixedEnd(event),
      before: recording.stretch,
      isMoving: false,
    };
    recording.point(charts.indexAt(event.clientX));
  });

  element.addEventListener("pointermove", (event) => {
    if (!event.isPrimary || (!drag && !event.target.closest(".plot"))) return;
    recording.point(charts.indexAt(event.clientX));
    if (!drag) return;
    if (!drag.isMoving) {
      if (Math.abs(event.clientX - drag.start) < LEAST_DRAG[event.pointerType]) return;
      drag.isMoving = true;
      element.setPointerCapture(event.pointerId);
    }
    const time = charts.timeAt(event.clientX);
    const [from, to] = [Math.min(drag.fixed, time), Math.max(drag.fixed, time)];
    recording.preview(from < to ? { from, to } : null);
  });

  element.addEventListener("pointerup", () => {
    if (drag?.isMoving) recording.choose(recording.stretch);
    drag = null;
  });

  element.addEventListener("pointercancel", () => {
    if (drag?.isMoving) recording.preview(drag.before);
    drag = null;
  });

  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !drag?.isMoving) recording.point(null);
  });
}
