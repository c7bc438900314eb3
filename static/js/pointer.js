// What the athlete does with the pointer: whether something clickable is pressed, and which click
// asks for a new tab.

let pressed = false;

document.addEventListener("pointerdown", (event) => {
  pressed = event.button === 0 && event.target.closest("a, button, summary, label") !== null;
}, true);
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  document.addEventListener(end, () => { pressed = false; }, true);
}

export const isPressed = () => pressed;

// Runs the callback after the button is released and its click has been handled.
export function afterRelease(callback) {
  document.addEventListener("pointerup", () => setTimeout(callback), { once: true });
}

// Whether a click asks for a new tab or window.
export const isNewTab = (event) => event.ctrlKey || event.metaKey || event.shiftKey;
