// Which gestures move the map, so that a page can be scrolled past it.

/** Milliseconds for which a hint is shown. */
const SHOWN = 2000;

/**
 * Let the wheel zoom only after a click into the map, and let one finger scroll the page. Say so
 * once when someone tries otherwise.
 */
export function limitGestures(map, hint) {
  const container = map.getContainer();
  const said = new Set();
  const say = (text) => {
    if (said.has(text)) return;
    said.add(text);
    hint.textContent = text;
    setTimeout(() => { if (hint.textContent === text) hint.textContent = ""; }, SHOWN);
  };
  container.addEventListener("pointerdown", (event) => {
    const isTouch = event.pointerType === "touch";
    map.dragging[isTouch ? "disable" : "enable"]();
    if (isTouch) return;
    isPinching = false;
    map.scrollWheelZoom.enable();
    hint.textContent = "";
  }, { capture: true });
  container.addEventListener("pointerleave", () => map.scrollWheelZoom.disable());
  // A touchpad sends a pinch as the wheel with Ctrl.
  let isPinching = false;
  container.addEventListener("wheel", (event) => {
    const wheel = map.scrollWheelZoom;
    if (event.ctrlKey) {
      event.preventDefault();
      isPinching ||= !wheel.enabled();
      wheel.enable();
    } else if (isPinching) {
      isPinching = false;
      wheel.disable();
    }
    if (!wheel.enabled()) say("Click the map to zoom with the wheel.");
  });
  container.addEventListener("touchmove", (event) => {
    if (event.touches.length === 1) say("Use two fingers to move the map.");
  }, { passive: true });
}
