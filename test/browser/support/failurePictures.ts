import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { cacheFolder } from '../../host/paths';

/** Makes a picture after each test of the suite that fails, and prints where it is. @returns sets the window that the pictures are of */
export function useFailurePictures(): (window: Page) => void {
  let page: Page | undefined;
  afterEach(async function () {
    const test = this.currentTest;
    if (!page || test?.state !== 'failed') return;
    const folder = join(cacheFolder, 'failures');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${test.fullTitle().replace(/\W+/g, '-')}.png`);
    await page.screenshot({ path });
    console.log(`      ${path}`);
  });
  return (window) => void (page = window);
}
