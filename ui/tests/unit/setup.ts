import '@testing-library/jest-dom/vitest';

// jsdom lays nothing out.
Element.prototype.scrollIntoView = () => undefined;
