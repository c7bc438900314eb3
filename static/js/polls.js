// A poll is an element that asks for news at intervals while a sync runs.

export const isPoll = (element) => element.matches('[hx-trigger^="every"]');
