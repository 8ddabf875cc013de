import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { messageOf } from '../../src/base/errors';

const mark = '\u2023screenshot\u2023';
const answerLimitMs = 20_000;

/** The parts of a window that can be photographed; of several, the rectangle around them. */
const selectors = {
  window: '.monaco-workbench',
  sidebar: '.part.sidebar',
  side: '.part.activitybar, .part.sidebar',
  editor: '.part.editor',
  panel: '.part.panel',
};

/** A picture that the extension host wants. */
interface ScreenshotRequest {
  readonly file: string;
  readonly part: keyof typeof selectors;
}

/**
 * Called in the extension host: has a part of the window photographed into a new PNG file. The file itself is the answer.
 * @throws Error when the file is not there after 20 seconds
 */
export async function requestScreenshot(request: ScreenshotRequest): Promise<void> {
  await rm(request.file, { force: true });
  console.log(`${mark}${JSON.stringify(request)}`);
  for (const start = Date.now(); !existsSync(request.file); await setTimeout(50)) {
    if (Date.now() - start > answerLimitMs) throw new Error(`The screenshot ${request.file} was not made.`);
  }
}

/** Called where the browser is: makes the screenshot that a line of the console asks for. Other lines are ignored. */
export function answerScreenshotRequest(consoleLine: string, page: Page): void {
  const at = consoleLine.indexOf(mark);
  if (at < 0) return;
  const request = JSON.parse(consoleLine.slice(at + mark.length)) as ScreenshotRequest;
  photograph(page, request).catch((error: unknown) => console.error(messageOf(error)));
}

/** The file appears when it is complete. */
async function photograph(page: Page, { file, part }: ScreenshotRequest): Promise<void> {
  const boxes = await Promise.all((await page.locator(selectors[part]).all()).map((each) => each.boundingBox()));
  const clip = around(boxes.filter((box) => box !== null));
  const image = await page.screenshot({ type: 'png', animations: 'disabled', clip });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, image);
  await rename(`${file}.part`, file);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function around(boxes: readonly Box[]): Box {
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const [right, bottom] = [
    Math.max(...boxes.map(({ x, width }) => x + width)),
    Math.max(...boxes.map(({ y, height }) => y + height)),
  ];
  return { x: left, y: top, width: right - left, height: bottom - top };
}
