import '@testing-library/jest-dom/vitest';

// jsdom lays nothing out.
Element.prototype.scrollIntoView = () => undefined;
window.matchMedia ??= (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
