import type { ElementChoice } from '../../model/comments';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { rowsAtOnce } from '../storage/packedRows';
import { column, columns, readPages, select, type SelectedRow, type Selection } from '../storage/selection';
import { changeDescriptions, isUnwritten, type DescriptionChange } from '../elements/descriptions';

const proposed = [
  ...(['id', 'description', 'descriptionAuthor', 'sourceDescription'] as const),
  ...(['generatedComment', 'generatedBy', 'generatedTaskId'] as const),
] as const;

/** A table with a generated comment that is not its description yet. */
const tableProposal = select(columns(sqlTable, proposed));

/** A column with a generated comment that is not its description yet. */
const columnProposal = select(columns(sqlColumn, [...proposed, 'sqlTableId']));

type TableProposal = SelectedRow<typeof tableProposal>;
type ColumnProposal = SelectedRow<typeof columnProposal>;

/**
 * Makes generated comments descriptions, within a transaction. A description that another window has changed since it
 * was read here stays. @returns how many changed
 */
export async function acceptComments(connection: Connection, sqlDbId: number, choice: ElementChoice): Promise<number> {
  const tables = await readProposals(connection, sqlDbId, 'sql_table', tableProposal, 'sql_table');
  const allColumns = 'sql_table JOIN sql_column ON sql_table_id = sql_table.id';
  const proposals = await readProposals(connection, sqlDbId, 'sql_column', columnProposal, allColumns);
  const chosenTables = tables.filter(isChosenTable(choice));
  const chosenColumns = proposals.filter(isChosenColumn(choice));
  const changedTables = await changeDescriptions(connection, 'table', chosenTables.map(accepted));
  return changedTables + (await changeDescriptions(connection, 'column', chosenColumns.map(accepted)));
}

/** The words stay the generator's. */
function accepted(proposal: TableProposal): DescriptionChange {
  const { id, description, descriptionAuthor, generatedComment, generatedBy, generatedTaskId } = proposal;
  return {
    id,
    was: { description, descriptionAuthor },
    description: generatedComment,
    descriptionAuthor: 'generator',
    descriptionBy: generatedBy,
    descriptionTaskId: generatedTaskId,
  };
}

function isChosenTable({ tables, columns: named }: ElementChoice): (proposal: TableProposal) => boolean {
  const ids = tables && new Set(tables);
  if (named) return ({ id }) => ids?.has(id) ?? false;
  return (proposal) => isUnwritten(proposal) && (ids?.has(proposal.id) ?? true);
}

function isChosenColumn({ tables, columns: named }: ElementChoice): (proposal: ColumnProposal) => boolean {
  const ids = named && new Set(named);
  if (ids) return ({ id }) => ids.has(id);
  const owners = tables && new Set(tables);
  return (proposal) => isUnwritten(proposal) && (owners?.has(proposal.sqlTableId) ?? true);
}

/** @param elements the table of the proposals, in `from` */
async function readProposals<Row extends object>(
  connection: Connection,
  sqlDbId: number,
  elements: 'sql_table' | 'sql_column',
  selection: Selection<Row>,
  from: string,
): Promise<readonly Row[]> {
  const { description } = elements === 'sql_table' ? sqlTable.fields : sqlColumn.fields;
  const comment = `${elements}.generated_comment`;
  const rest =
    `FROM ${from} WHERE sql_db_id = $1 AND ${comment} <> '' AND ${comment} <> ${column(description).sql} ` +
    `GROUP BY ${connection.dialect.page(`${elements}.id`, rowsAtOnce)}`;
  const proposals: Row[] = [];
  for await (const page of readPages(connection, selection, rest, sqlDbId)) proposals.push(...page);
  return proposals;
}
