import { dottedName, partsOfName, unquotedPairs } from '../../base/dottedNames';
import { ThothError } from '../../base/errors';
import type { ElementChoice, ElementNames } from '../../model/comments';
import { readTablesWith } from '../elements/storedTables';
import { sqlColumn } from '../fields/sqlColumn';
import type { Connection } from '../storage/connection';
import { columns, isGone, select } from '../storage/selection';

/** The name of a table, or those of a table and one of its columns. */
type Names = readonly [table: string, column?: string];

/** What a text can name. */
interface Readings {
  readonly text: string;
  /** As `dottedName` wrote it. */
  readonly exact: Names | undefined;
  /** With no quotes, where a dot may also be part of a name. */
  readonly unquoted: readonly Names[];
}

/** Reads one query for the tables, and one for the columns. @throws ThothError as `CommentStore.find` does */
export async function findElements(
  connection: Connection,
  sqlDbId: number,
  { tables, columns: ofTables }: ElementNames,
  withGone: boolean,
): Promise<ElementChoice> {
  const tableReadings = tables?.map(readTable);
  const columnReadings = ofTables?.map(readColumn);
  return {
    ...(tableReadings && {
      tables: choose('table', tableReadings, await readTableIds(connection, sqlDbId, tableReadings, withGone)),
    }),
    ...(columnReadings && {
      columns: choose('column', columnReadings, await readColumnIds(connection, sqlDbId, columnReadings, withGone)),
    }),
  };
}

function readTable(text: string): Readings {
  const [table, ...rest] = partsOfName(text) ?? [];
  return { text, exact: table !== undefined && rest.length === 0 ? [table] : undefined, unquoted: [[text]] };
}

function readColumn(text: string): Readings {
  const [table, column, ...rest] = partsOfName(text) ?? [];
  const isPair = table !== undefined && column !== undefined && rest.length === 0;
  return { text, exact: isPair ? [table, column] : undefined, unquoted: unquotedPairs(text) };
}

type IdOf = (names: Names) => number | undefined;

const tableState = select({ gone: isGone('own.gone_at') });
const namedColumn = select({ ...columns(sqlColumn, ['id', 'name']), gone: isGone('gone_at') });

async function readTableIds(
  connection: Connection,
  sqlDbId: number,
  readings: readonly Readings[],
  withGone: boolean,
): Promise<IdOf> {
  const names = tablesOf(readings);
  const rest = 'FROM sql_table own WHERE own.id = sql_table.id';
  const found = await readTablesWith(connection, sqlDbId, names, tableState, rest);
  const usable = [...found].filter(([, table]) => withGone || table.unpack().every(({ gone }) => !gone));
  const ids = new Map(usable.map(([name, { id }]) => [name, id]));
  return ([table]) => ids.get(table);
}

async function readColumnIds(
  connection: Connection,
  sqlDbId: number,
  readings: readonly Readings[],
  withGone: boolean,
): Promise<IdOf> {
  const names = tablesOf(readings);
  const live = withGone ? '' : ' AND sql_table.gone_at IS NULL';
  const rest = `FROM sql_column WHERE sql_table_id = sql_table.id${live}`;
  const found = await readTablesWith(connection, sqlDbId, names, namedColumn, rest);
  const ids = new Map(
    [...found].map(([name, table]) => {
      const usable = table.unpack().filter(({ gone }) => withGone || !gone);
      return [name, new Map(usable.map((one) => [one.name, one.id]))];
    }),
  );
  return ([table, column = '']) => ids.get(table)?.get(column);
}

/** The tables that the texts can name, each once. */
function tablesOf(readings: readonly Readings[]): readonly string[] {
  const names = readings.flatMap(({ exact, unquoted }) => [...(exact ? [exact] : []), ...unquoted]);
  return [...new Set(names.map(([table]) => table))];
}

/** @throws ThothError NOT_FOUND, INVALID_ARGUMENT */
function choose(what: string, readings: readonly Readings[], idOf: IdOf): readonly number[] {
  const unknown: string[] = [];
  const chosen = readings.map(({ text, exact, unquoted }) => {
    const exactId = exact && idOf(exact);
    if (exactId !== undefined) return exactId;
    const fitting = unquoted.filter((names) => idOf(names) !== undefined);
    const [first] = fitting;
    if (fitting.length > 1) throw ambiguous(what, text, fitting);
    if (!first) unknown.push(text);
    return first && idOf(first);
  });
  if (unknown.length > 0) throw notFound(what, unknown);
  return [...new Set(chosen.filter((id) => id !== undefined))];
}

function ambiguous(what: string, text: string, fitting: readonly Names[]): ThothError {
  const spellings = fitting.map((names) => dottedName(...names.filter((name) => name !== undefined)));
  return new ThothError(
    'INVALID_ARGUMENT',
    `There is more than one ${what} that "${text}" can mean. Write the one you mean with quotes: ${spellings.join(', or ')}.`,
  );
}

function notFound(what: string, unknown: readonly string[]): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `The catalog has no ${what} ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
      'Check the name, or create the database elements again.',
  );
}
