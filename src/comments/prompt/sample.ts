import { yieldToEventLoop } from '../../base/clock';
import type { CommentRequest, DescribedColumn } from '../comment';
import { profileColumn } from '../profile';
import { cutText } from '../text';

/** The largest length of a cell, in characters; smaller for columns, since ten are requested at a time. */
const maxCellLength = { table: 1000, columns: 500 };
/** The numbers of rows that are tried until the text fits. */
const fewerRows = [5, 2, 1, 0];
/**
 * How many columns, and characters of a row, are processed without a turn of the event loop. With more turns, prompts that
 * are built at the same time would all be ready only when the last one is.
 */
const columnsAtOnce = 20;
const charactersAtOnce = 50_000;

/**
 * The sample as JSON for a prompt: rows of the table, or only of the requested columns, and the distinct values of
 * columns that have few. Rows are left out until it fits.
 * @param room the number of characters available for it
 * @returns an empty text if no data may be sent, there are none, or none fit
 */
export async function describeSample(request: CommentRequest, room: number): Promise<string> {
  const columns = sampledColumns(request);
  if (request.sampleRows === 0 || columns.length === 0 || request.table.sample.rows.length === 0) return '';
  const values = await distinctValues(request, columns);
  const head = `"columns": ${JSON.stringify(columns.map((column) => column.name))}`;
  const frame = `{\n${head},\n"rows": [],\n"distinctValues": ${values}\n}`.length;
  const rows = await fittingRows(request, columns, room - frame);
  const parts = [
    ...(rows.length > 0 ? [head, `"rows": [\n${rows.join(',\n')}\n]`] : []),
    ...(values === '{}' ? [] : [`"distinctValues": ${values}`]),
  ];
  const text = `{\n${parts.join(',\n')}\n}`;
  return parts.length > 0 && text.length <= room ? text : '';
}

function sampledColumns({ subject, items, table }: CommentRequest): readonly DescribedColumn[] {
  const named = new Set(items);
  const sampled = new Set(table.sample.columns);
  return table.columns.filter(({ name }) => sampled.has(name) && (subject === 'table' || named.has(name)));
}

async function distinctValues(request: CommentRequest, columns: readonly DescribedColumn[]): Promise<string> {
  const entries: string[] = [];
  for (const [index, column] of columns.entries()) {
    if (index > 0 && index % columnsAtOnce === 0) await yieldToEventLoop();
    const values = profileColumn(column, request.table.sample)?.values ?? [];
    if (values.length > 0) entries.push(`${JSON.stringify(column.name)}: ${JSON.stringify(values)}`);
  }
  return entries.length > 0 ? `{\n${entries.join(',\n')}\n}` : '{}';
}

/** As many rows as requested, or the largest number of `fewerRows` that fits. */
async function fittingRows(
  { subject, sampleRows, table: { sample } }: CommentRequest,
  columns: readonly DescribedColumn[],
  room: number,
): Promise<string[]> {
  const positions = new Map(sample.columns.map((name, index) => [name, index]));
  const indexes = columns.map((column) => positions.get(column.name) ?? -1);
  const rows: string[] = [];
  let left = room;
  for (const row of sample.rows.slice(0, sampleRows)) {
    const cells = indexes.map((index) => row[index] ?? null);
    const text = JSON.stringify(cells.map((cell) => (cell === null ? null : cutText(cell, maxCellLength[subject]))));
    left -= text.length + ',\n'.length;
    if (left < 0)
      return rows.slice(
        0,
        fewerRows.find((count) => count <= rows.length),
      );
    rows.push(text);
    if (text.length > charactersAtOnce) await yieldToEventLoop();
  }
  return rows;
}
