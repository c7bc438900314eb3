// Whether a click asks for a new tab or window.

export const isNewTab = (event) => event.ctrlKey || event.metaKey || event.shiftKey;
