import { performance } from 'node:perf_hooks';
import { yieldToEventLoop } from '../../src/base/clock';

export const recordCount = 1_000_000;
export const recordLength = 80;
export const sliceLength = 1_000;

/** The messages of one slice, as fresh as a task makes them. */
export function sliceOfMessages(slice: number): string[] {
  const first = slice * sliceLength + 1;
  return Array.from({ length: sliceLength }, (_, index) =>
    `Processing table ${first + index}/${recordCount}: customer_order_`.padEnd(recordLength, 'item_'),
  );
}

/**
 * Hands all records over, slice by slice, with a turn of the event loop between, as a task does.
 * @returns how many seconds the making of the messages took
 */
export async function feed(take: (message: string) => void): Promise<number> {
  let making = 0;
  for (let slice = 0; slice < recordCount / sliceLength; slice++) {
    const start = performance.now();
    const messages = sliceOfMessages(slice);
    making += performance.now() - start;
    for (const message of messages) take(message);
    await yieldToEventLoop();
  }
  return making / 1000;
}

/** `[YYYY-MM-DD HH:MM:SS] `, made anew when the second changes: as little as a plain program can do. */
export class CachedStamp {
  private second = 0;
  private stamp = '';

  now(): string {
    const time = Date.now();
    const second = Math.floor(time / 1000);
    if (second !== this.second) {
      this.second = second;
      const date = new Date(time);
      const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
      this.stamp = `[${day} ${[pad(date.getHours()), pad(date.getMinutes()), pad(date.getSeconds())].join(':')}] `;
    }
    return this.stamp;
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
