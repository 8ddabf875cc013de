// Ends with exit code 0 when a headless browser can be started here.
import { messageOf } from '../../src/base/errors';
import { launchChromium } from './chromium';

launchChromium().then(
  (browser) => browser.close(),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
