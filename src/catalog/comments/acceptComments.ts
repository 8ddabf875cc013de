import type { ElementChoice } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { packedPages, rowsAtOnce, writeRows } from '../storage/packedRows';

/** A table or column with a generated comment that is not its description yet. */
type Proposal = readonly [
  id: number,
  table: string,
  column: string,
  description: string,
  sourceDescription: string,
  generatedComment: string,
];

/** Makes generated comments descriptions, within a transaction. @returns how many changed */
export async function acceptComments(connection: Connection, sqlDbId: number, choice: ElementChoice): Promise<number> {
  const { dialect } = connection;
  const tables = (await readProposals(connection, sqlDbId, 'table')).filter(isChosenTable(choice));
  const columns = (await readProposals(connection, sqlDbId, 'column')).filter(isChosenColumn(choice));
  await writeRows(connection, dialect.updateRows('sql_table', ['description']), tables.map(accepted));
  await writeRows(connection, dialect.updateRows('sql_column', ['column_description']), columns.map(accepted));
  return tables.length + columns.length;
}

function accepted([id, , , , , generatedComment]: Proposal): [number, string] {
  return [id, generatedComment];
}

/** Whether nobody wrote the description: it is empty, or the source's own. */
function isNobodys([, , , description, sourceDescription]: Proposal): boolean {
  return description === '' || description === sourceDescription;
}

function isChosenTable({ tables, columns }: ElementChoice): (proposal: Proposal) => boolean {
  const names = tables && new Set(tables);
  if (columns) return ([, table]) => names?.has(table) ?? false;
  return (proposal) => isNobodys(proposal) && (names?.has(proposal[1]) ?? true);
}

function isChosenColumn({ tables, columns }: ElementChoice): (proposal: Proposal) => boolean {
  const names = columns && new Set(columns);
  if (names) return ([, table, column]) => names.has(`${table}.${column}`);
  const owners = tables && new Set(tables);
  return (proposal) => isNobodys(proposal) && (owners?.has(proposal[1]) ?? true);
}

async function readProposals(
  connection: Connection,
  sqlDbId: number,
  type: 'table' | 'column',
): Promise<readonly Proposal[]> {
  const { dialect } = connection;
  const source =
    type === 'table'
      ? {
          fields: ['id', 'name', "''", 'description', 'source_description', 'generated_comment'],
          from: "sql_table WHERE sql_db_id = $1 AND generated_comment <> '' AND generated_comment <> description",
          id: 'id',
        }
      : {
          fields: [
            'sql_column.id',
            'name',
            'original_column_name',
            'column_description',
            'sql_column.source_description',
            'sql_column.generated_comment',
          ],
          from:
            'sql_table JOIN sql_column ON sql_table_id = sql_table.id WHERE sql_db_id = $1 ' +
            "AND sql_column.generated_comment <> '' AND sql_column.generated_comment <> column_description",
          id: 'sql_column.id',
        };
  const pages = packedPages<Proposal>(
    connection,
    `SELECT ${dialect.packed(source.fields)} AS packed FROM ${source.from} GROUP BY ${dialect.page(source.id, rowsAtOnce)}`,
    sqlDbId,
  );
  const proposals: Proposal[] = [];
  for await (const page of pages) proposals.push(...page);
  return proposals;
}
