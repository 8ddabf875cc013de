import { yieldToEventLoop } from '../../base/clock';
import type { DescribedRelationship, DescribedTable } from '../comment';
import { profileColumn } from '../profile';
import type { SchemaWriter } from './schemaWriter';
import { viewTables } from './viewTables';

/** A table with more columns is not described as a lookup table. */
const maxLookupColumns = 4;
/** How many columns are described by their values. */
const maxProfiled = 3;
/** How many columns are processed before a turn of the event loop. */
const columnsAtOnce = 5;

/** Describes a table by its schema and its sample. */
export async function describeTable(table: DescribedTable, writer: SchemaWriter): Promise<string> {
  const { phrases } = writer;
  const key = keyOf(table);
  const outgoing = table.relationships.filter(({ sourceTable }) => sourceTable === table.name);
  const incoming = distinct(
    table.relationships
      .filter(({ sourceTable, targetTable }) => targetTable === table.name && sourceTable !== table.name)
      .map(({ sourceTable }) => sourceTable),
  );
  const targets = outgoing.map(({ sourceColumns, targetTable }) => {
    const target = targetTable === table.name ? phrases.toItself : targetTable;
    return `${target} (${sourceColumns.join(', ')})`;
  });
  return writer.comment(table.name, [
    purposeOf(table, { key, outgoing, incoming }, writer),
    key.length > 1 ? phrases.key(writer.list(key)) : '',
    targets.length > 0 ? phrases.refersTo(writer.list(targets)) : '',
    incoming.length > 0 ? phrases.referencedBy(writer.list(incoming)) : '',
    // none are known of a table whose columns could not be read
    table.columns.length > 0 ? phrases.columnCount(writer.number(table.columns.length)) : '',
    await describeContents(table, writer),
  ]);
}

interface Surroundings {
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
  readonly outgoing: readonly DescribedRelationship[];
  /** The other tables that refer to it. */
  readonly incoming: readonly string[];
}

/** What a table is for, judged by its keys. */
function purposeOf(table: DescribedTable, { key, outgoing, incoming }: Surroundings, writer: SchemaWriter): string {
  const { phrases } = writer;
  if (table.viewDefinition !== null) {
    const view = phrases.view(writer.list(viewTables(table.viewDefinition)));
    return /\bgroup\s{1,50}by\b/i.test(table.viewDefinition) ? `${view}, ${phrases.aggregated}` : view;
  }
  if (key.length === 0) return phrases.noKey;
  const parents = outgoing.filter(
    ({ sourceColumns, targetTable }) =>
      targetTable !== table.name && sourceColumns.every((column) => key.includes(column)),
  );
  const parentTables = distinct(parents.map(({ targetTable }) => targetTable));
  const ownColumns = key.filter((column) => !parents.some(({ sourceColumns }) => sourceColumns.includes(column)));
  const [parent] = parentTables;
  if (parent !== undefined && ownColumns.length > 0) {
    return phrases.part(writer.list(parentTables), writer.list(ownColumns));
  }
  if (parentTables.length > 1) return phrases.link(writer.list(parentTables));
  if (parent !== undefined) return phrases.extension(parent);
  const isLookup = incoming.length > 0 && outgoing.length === 0 && table.columns.length <= maxLookupColumns;
  return isLookup ? phrases.lookup(writer.list(incoming)) : phrases.entity(writer.list(key));
}

/** The range of the table's dates, and the values of the columns that have few. */
async function describeContents({ columns, sample }: DescribedTable, writer: SchemaWriter): Promise<string> {
  const { phrases } = writer;
  const contents: string[] = [];
  for (const [index, column] of columns.entries()) {
    if (contents.length === maxProfiled) break;
    if (index > 0 && index % columnsAtOnce === 0) await yieldToEventLoop();
    const profile = profileColumn(column, sample);
    if (!profile) continue;
    const isDate = column.dataFormat === 'DATE' || column.dataFormat === 'TIMESTAMP';
    if (isDate && profile.range) {
      const { minimum, maximum } = profile.range;
      contents.push(`${column.name} ${phrases.range(writer.value(minimum), writer.value(maximum))}`);
    } else if (profile.values.length > 1) {
      contents.push(`${column.name} ${phrases.values(writer.values(profile.values))}`);
    }
  }
  return contents.length > 0 ? `${phrases.rows(writer.number(sample.rows.length))}: ${contents.join(', ')}` : '';
}

function keyOf({ columns }: DescribedTable): string[] {
  return columns
    .filter(({ primaryKeyPosition }) => primaryKeyPosition > 0)
    .sort((one, other) => one.primaryKeyPosition - other.primaryKeyPosition)
    .map(({ name }) => name);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
