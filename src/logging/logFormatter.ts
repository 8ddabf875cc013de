import type { LogRecord } from './record';

/**
 * Formats each record as `[YYYY-MM-DD HH:MM:SS] message`, in local time. The time stamp is made once for all records of
 * a second, since it costs more than the rest of a line.
 */
export class LogFormatter {
  private second = Number.NaN;
  private stamp = '';

  format(record: LogRecord): string {
    const second = Math.floor(record.time / 1000);
    if (second !== this.second) {
      this.second = second;
      this.stamp = `[${localTime(new Date(record.time))}] `;
    }
    return this.stamp + record.message;
  }
}

function localTime(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
