import type { TableRows } from '../catalog';
import type { Connection } from '../storage/connection';
import { parsePacked, type Row } from '../storage/packedRows';
import type { CopiedColumn, CopiedTable } from './copiedTables';

/** How many rows are read at once, and about how many characters. */
const rowsAtOnce = 500;
const charactersAtOnce = 1_000_000;

/** All rows of a table, in order of id, except what is left to be composed again. */
export async function* readTablePages(reader: Connection, copied: CopiedTable): AsyncGenerator<TableRows> {
  const { table, columns } = copied;
  const { dialect } = reader;
  const expressions = columns.map((column) => expressionOf(reader, table, column));
  let after = 0;
  for (;;) {
    const upTo = await endOfPage(reader, copied, after);
    if (upTo === undefined) return;
    const [page] = await reader.rows<{ packed: string }>(
      `SELECT ${dialect.packed(expressions)} AS packed FROM ${table} WHERE id > $1 AND id <= $2`,
      after,
      upTo,
    );
    const rows = parsePacked<Row & readonly (string | number | null)[]>(page?.packed ?? '[]');
    yield { table, rows: [...rows].sort((one, other) => Number(one[0]) - Number(other[0])) };
    after = upTo;
  }
}

function expressionOf(reader: Connection, table: string, { name, kind }: CopiedColumn): string {
  if (kind === 'time') return `CASE WHEN ${name} IS NULL THEN NULL ELSE ${reader.dialect.milliseconds(name)} END`;
  if (kind === 'log') return ownLog(table, name);
  return name;
}

/** A log field that no run stands behind: its text is nowhere else. */
function ownLog(table: string, name: string): string {
  const taskId = name.replace(/_log$/, '_task_id');
  return `CASE WHEN EXISTS (SELECT 1 FROM task_run WHERE task_run.task_id = ${table}.${taskId}) THEN '' ELSE ${name} END`;
}

/** The id of the last row of the page that begins after an id; nothing where there are no more rows. */
async function endOfPage(
  reader: Connection,
  { table, columns }: CopiedTable,
  after: number,
): Promise<number | undefined> {
  const texts = columns.filter(({ name, kind }) => kind === 'value' && name !== 'id').map(({ name }) => name);
  const size =
    table === 'task_log' ? 'character_count' : texts.map((name) => `coalesce(length(${name} || ''), 0)`).join(' + ');
  const rows = await reader.rows<{ id: number; size: number }>(
    `SELECT id, ${size} AS size FROM ${table} WHERE id > $1 ORDER BY id LIMIT ${rowsAtOnce}`,
    after,
  );
  let characters = 0;
  let upTo: number | undefined;
  for (const row of rows) {
    characters += Number(row.size);
    if (upTo !== undefined && characters > charactersAtOnce) break;
    upTo = row.id;
  }
  return upTo;
}
