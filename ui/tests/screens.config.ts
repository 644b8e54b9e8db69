/** Pictures to look at, into the folder named by SCREENS. */
import base from '../playwright.config.ts';

export default {
  ...base,
  testDir: '.',
  testMatch: 'screens.ts',
  timeout: 300_000,
  outputDir: '../test-results',
};
