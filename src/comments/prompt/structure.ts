import type { CommentRequest, DescribedColumn, DescribedTable } from '../comment';
import { cutText } from '../text';

/** The largest length of each part, in characters; the rest is left out. */
const longest = { comment: 1000, defaultValue: 200, enumLabel: 100, viewDefinition: 20_000, columns: 110_000 };
const most = { enumLabels: 50, relationships: 200 };

/**
 * The table's structure, as the properties of a JSON object, one to a line: its columns, keys and references, with the
 * existing comments. It always contains the requested columns; of a very wide table, others may be left out, and are
 * counted then.
 */
export function describeStructure({ database, table, items, subject }: CommentRequest): string {
  const { lines, leftOut } = describeColumns(table.columns, new Set(subject === 'columns' ? items : []));
  const relationships = table.relationships.slice(0, most.relationships);
  const view = table.viewDefinition === null ? null : cutText(table.viewDefinition, longest.viewDefinition);
  const members = [
    `"describe": ${toJson(items)}`,
    `"database": ${toJson(database)}`,
    `"table": ${toJson({ name: table.name, kind: table.kind, ...describedAs(table) })}`,
    `"columns": [\n${lines.join(',\n')}\n]`,
    ...(leftOut > 0 ? [`"columnsLeftOut": ${leftOut}`] : []),
    ...(relationships.length > 0 ? [`"relationships": [\n${relationships.map(toJson).join(',\n')}\n]`] : []),
    ...(view === null ? [] : [`"viewDefinition": ${toJson(view)}`]),
  ];
  return members.join(',\n');
}

function describeColumns(
  columns: readonly DescribedColumn[],
  named: ReadonlySet<string>,
): { lines: string[]; leftOut: number } {
  const full = new Map(columns.filter(({ name }) => named.has(name)).map((column) => [column, describeColumn(column)]));
  let room = longest.columns - [...full.values()].reduce((length, line) => length + line.length, 0);
  const lines: string[] = [];
  let leftOut = 0;
  for (const column of columns) {
    const known = full.get(column);
    const line = known ?? (room > 0 ? describeColumn(column) : '');
    if (!known) room -= line.length;
    if (known || room > 0) lines.push(line);
    else leftOut += 1;
  }
  return { lines, leftOut };
}

function describeColumn(column: DescribedColumn): string {
  return toJson({
    name: column.name,
    type: column.nativeType === '' ? column.dataFormat : column.nativeType,
    ...(column.nullable ? {} : { required: true }),
    ...(column.primaryKeyPosition > 0 ? { primaryKeyPosition: column.primaryKeyPosition } : {}),
    ...(column.foreignKey === '' ? {} : { references: column.foreignKey }),
    ...(column.defaultValue === null ? {} : { default: cutText(column.defaultValue, longest.defaultValue) }),
    ...(column.generated === 'no' ? {} : { generated: column.generated }),
    ...(column.enumValues.length === 0 ? {} : { values: enumLabels(column.enumValues) }),
    ...describedAs(column),
  });
}

function enumLabels(labels: readonly string[]): readonly string[] {
  const leftOut = labels.length - most.enumLabels;
  const kept = labels.slice(0, most.enumLabels).map((label) => cutText(label, longest.enumLabel));
  return leftOut > 0 ? [...kept, `… ${leftOut} more`] : kept;
}

type Texts = Pick<DescribedTable, 'description' | 'descriptionAuthor' | 'generatedComment'>;

/** A description that a generator wrote is shown as such, also when a person has accepted it. */
function describedAs({ description, descriptionAuthor, generatedComment }: Texts): object {
  const isGenerated = descriptionAuthor === 'generator';
  const generated = isGenerated ? description : generatedComment;
  return {
    ...(description === '' || isGenerated ? {} : { description: cutText(description, longest.comment) }),
    ...(generated === '' ? {} : { generatedComment: cutText(generated, longest.comment) }),
  };
}

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
