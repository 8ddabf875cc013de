import type { DescribedColumn, SampleRows } from './comment';
import { namesKey } from './words';

/** Statistics of one column over the sample rows. */
export interface ColumnProfile {
  readonly rows: number;
  readonly nulls: number;
  /** All its values, sorted, if it has few that recur; empty for all other columns. */
  readonly values: readonly string[];
  /** The minimum and maximum of numbers, dates or times; null for all other columns. */
  readonly range: { readonly minimum: string; readonly maximum: string } | null;
}

/** A column with more distinct values is not treated as an enum. */
const maxValues = 10;
/** Longer values are texts, not members of an enum. */
const maxValueLength = 100;

const numberFormats = new Set(['INT', 'FLOAT', 'DOUBLE', 'DECIMAL']);
const timeFormats = new Set(['DATE', 'TIME', 'TIMESTAMP']);

/** The profile of a column; undefined if there are no sample rows, or its values may not be used. */
export function profileColumn(
  column: Pick<DescribedColumn, 'name' | 'dataFormat'>,
  sample: SampleRows,
): ColumnProfile | undefined {
  const index = sample.columns.indexOf(column.name);
  if (index === -1 || sample.rows.length === 0) return undefined;
  const cells = sample.rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
  return {
    rows: sample.rows.length,
    nulls: sample.rows.length - cells.length,
    values: hasValuesToList(column) ? recurringValues(column.dataFormat, cells) : [],
    range: rangeOf(column.dataFormat, cells),
  };
}

function hasValuesToList({ name, dataFormat }: Pick<DescribedColumn, 'name' | 'dataFormat'>): boolean {
  return !namesKey(name) && !timeFormats.has(dataFormat);
}

/** The distinct values, if there are few that occur twice on average; otherwise none. */
function recurringValues(dataFormat: string, cells: readonly string[]): string[] {
  const values = new Set<string>();
  for (const cell of cells) {
    values.add(cell);
    if (values.size > maxValues || cell.length > maxValueLength) return [];
  }
  if (values.size * 2 > cells.length) return [];
  return [...values].sort(numberFormats.has(dataFormat) ? (one, other) => Number(one) - Number(other) : undefined);
}

function rangeOf(dataFormat: string, cells: readonly string[]): ColumnProfile['range'] {
  if (numberFormats.has(dataFormat)) return extremes(cells, Number, Number.isFinite);
  // only times that are written from the largest unit to the smallest can be compared as text
  if (timeFormats.has(dataFormat)) return extremes(cells, String, (text) => /^(\d{4}-\d\d|\d\d:\d\d)/.test(text));
  return null;
}

/** The minimum and maximum of the cells; null if there are none, or one does not match the column's type. */
function extremes<Value extends number | string>(
  cells: readonly string[],
  read: (cell: string) => Value,
  isValid: (value: Value) => boolean,
): ColumnProfile['range'] {
  const [first] = cells;
  if (first === undefined) return null;
  let [minimum, maximum] = [first, first];
  for (const cell of cells) {
    const value = read(cell);
    if (cell.trim() === '' || !isValid(value)) return null;
    if (value < read(minimum)) minimum = cell;
    if (value > read(maximum)) maximum = cell;
  }
  return { minimum, maximum };
}
