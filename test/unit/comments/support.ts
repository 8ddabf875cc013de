import type { DataFormat } from '../../../src/model/dataFormat';
import type { CommentOutcome, CommentRequest, DescribedColumn, DescribedTable } from '../../../src/comments/comment';
import { longestStop } from '../support/stops';

export const neverAborted = new AbortController().signal;

/** A column of which only the name and type are known. */
export function column(
  name: string,
  dataFormat: DataFormat = 'VARCHAR',
  known: Partial<DescribedColumn> = {},
): DescribedColumn {
  return {
    name,
    nativeType: dataFormat.toLowerCase(),
    dataFormat,
    nullable: true,
    primaryKeyPosition: 0,
    foreignKey: '',
    defaultValue: null,
    generated: 'no',
    enumValues: [],
    description: '',
    descriptionAuthor: '',
    generatedComment: '',
    ...known,
  };
}

export function table(name: string, known: Partial<DescribedTable> = {}): DescribedTable {
  return {
    name,
    kind: 'table',
    description: '',
    descriptionAuthor: '',
    generatedComment: '',
    columns: [],
    relationships: [],
    viewDefinition: null,
    sample: { columns: [], rows: [] },
    ...known,
  };
}

/** The lines of invoices: a table with a little of everything. */
export const invoiceLine = table('invoice_line', {
  description: 'What was sold',
  columns: [
    column('invoice_id', 'INT', { nullable: false, primaryKeyPosition: 1, foreignKey: 'invoice.id' }),
    column('line_no', 'INT', { nullable: false, primaryKeyPosition: 2 }),
    column('trackId', 'INT', { foreignKey: 'track.id', generatedComment: 'The track that was sold.' }),
    column('qty', 'INT', { nullable: false, defaultValue: '1' }),
    column('unit_price', 'DECIMAL', { nativeType: 'numeric(10,2)' }),
    column('status', 'VARCHAR', { nativeType: 'varchar(20)', description: 'Set by the shop' }),
    column('size', 'ENUM', { enumValues: ['S', 'M', 'L'] }),
    column('total', 'DECIMAL', { generated: 'stored' }),
    column('created_at', 'TIMESTAMP'),
  ],
  relationships: [
    { sourceTable: 'invoice_line', sourceColumns: ['invoice_id'], targetTable: 'invoice', targetColumns: ['id'] },
    { sourceTable: 'invoice_line', sourceColumns: ['trackId'], targetTable: 'track', targetColumns: ['id'] },
    {
      sourceTable: 'refund',
      sourceColumns: ['invoice_id', 'line_no'],
      targetTable: 'invoice_line',
      targetColumns: ['invoice_id', 'line_no'],
    },
  ],
  sample: {
    columns: ['invoice_id', 'qty', 'unit_price', 'status', 'created_at'],
    rows: [
      ['1', '1', '0.99', 'open', '2024-01-02 10:00:00'],
      ['1', '2', '1.99', 'paid', '2024-01-03 11:30:00'],
      ['2', '12', '0.99', 'open', null],
      ['3', '3', '0.99', 'open', '2024-02-01 00:00:00'],
      ['3', '4', '2.99', 'paid', '2024-02-02 00:00:00'],
      ['4', '5', '3.99', 'open', '2024-02-03 00:00:00'],
    ],
  },
});

/** A view over two tables, with a name that must be quoted. */
export const salesView = table('sales by day', {
  kind: 'view',
  columns: [column('day', 'DATE'), column('Total "net"', 'DECIMAL')],
  viewDefinition:
    'SELECT day, sum(total) AS "Total ""net""" FROM invoice JOIN public.invoice_line USING (invoice_id)\nGROUP BY day',
});

export function tableRequest(of: DescribedTable = invoiceLine, known: Partial<CommentRequest> = {}): CommentRequest {
  return {
    subject: 'table',
    language: 'en',
    database: { name: 'shop', engine: 'PostgreSQL' },
    table: of,
    items: [of.name],
    sampleRows: 5,
    ...known,
  };
}

export function columnsRequest(
  items: readonly string[],
  of: DescribedTable = invoiceLine,
  known: Partial<CommentRequest> = {},
): CommentRequest {
  return { ...tableRequest(of), subject: 'columns', items, ...known };
}

/** A table with ten columns, `c0` to `c9`, all of which are requested. */
export function tenColumns(): CommentRequest {
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  return columnsRequest(names, table('ten', { columns: names.map((name) => column(name)) }));
}

export function commentsOf(outcomes: readonly CommentOutcome[]): Record<string, string> {
  return Object.fromEntries(outcomes.flatMap((one) => ('comment' in one ? [[one.item, one.comment]] : [])));
}

export function errorsOf(outcomes: readonly CommentOutcome[]): Record<string, string> {
  return Object.fromEntries(outcomes.flatMap((one) => ('error' in one ? [[one.item, one.error]] : [])));
}

/** Runs everything that only waits for its turn of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * The longest stretch of work without a turn for the event loop, in milliseconds: the best of some attempts, since
 * other programs make any attempt longer and none shorter.
 */
export async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) best = Math.min(best, await longestStop(work));
  return best;
}
