import type { Row, Unit } from './benchmark';
import { median } from './measure';

/** A row over all rounds: the medians of its values and of the rounds' own ratios. */
export interface Verdict extends Row {
  readonly ratio: number;
  readonly kept: boolean;
}

/** @param rounds the same rows in each round */
export function judge(rounds: readonly (readonly Row[])[]): Verdict[] {
  const [first = []] = rounds;
  return first.map((row, index) => {
    const all = rounds.flatMap((rows) => rows[index] ?? []);
    const ratio = median(all.map(({ ours, floor }) => ours / (floor ?? 1)));
    const ours = median(all.map((one) => one.ours));
    const floor = row.floor === undefined ? {} : { floor: median(all.map((one) => one.floor ?? Number.NaN)) };
    return { ...row, ...floor, ours, ratio, kept: ratio <= row.bound };
  });
}

const headings = ['work', 'floor', 'ours', 'ratio', 'bound', ''];

export function printTable(verdicts: readonly Verdict[]): void {
  const lines = [headings, ...verdicts.map(cells)];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    const padded = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(padded.join('  '));
  }
}

function cells({ work, unit, floor, ours, ratio, bound, kept }: Verdict): string[] {
  const [floorCell, ratioCell, boundCell] =
    floor === undefined
      ? ['–', '–', `≤ ${withUnit(bound, unit)}`]
      : [withUnit(floor, unit), ratio.toFixed(2), `≤ ${bound}`];
  return [work, floorCell, withUnit(ours, unit), ratioCell, boundCell, kept ? 'ok' : 'OVER'];
}

function withUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'seconds':
      return value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(2)} s`;
    case 'milliseconds':
      return `${value.toFixed(0)} ms`;
    case 'microseconds':
      return `${value.toFixed(2)} µs`;
    case 'megabytes':
      return `${value.toFixed(0)} MB`;
    case 'queries':
      return String(value);
  }
}
