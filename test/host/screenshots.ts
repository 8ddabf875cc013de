import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { messageOf } from '../../src/base/errors';

const mark = '\u2023screenshot\u2023';
const answerLimitMs = 20_000;

/**
 * Called in the extension host: has the window photographed into a PNG file. The file itself is the answer.
 * @throws Error when the file is not there after 20 seconds
 */
export async function requestScreenshot(file: string): Promise<void> {
  console.log(`${mark}${file}`);
  for (const start = Date.now(); !existsSync(file); await setTimeout(50)) {
    if (Date.now() - start > answerLimitMs) throw new Error(`The screenshot ${file} was not made.`);
  }
}

/** Called where the browser is: makes the screenshot that a line of the console asks for. Other lines are passed over. */
export function answerScreenshotRequest(consoleLine: string, page: Page): void {
  const at = consoleLine.indexOf(mark);
  if (at < 0) return;
  photograph(page, consoleLine.slice(at + mark.length)).catch((error: unknown) => console.error(messageOf(error)));
}

/** The file appears when it is complete. */
async function photograph(page: Page, file: string): Promise<void> {
  const image = await page.screenshot({ type: 'png', animations: 'disabled', caret: 'hide' });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, image);
  await rename(`${file}.part`, file);
}
