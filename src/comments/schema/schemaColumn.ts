import type { DescribedColumn, DescribedTable } from '../comment';
import { profileColumn, type ColumnProfile } from '../profile';
import type { SchemaWriter } from './schemaWriter';

/** Describes a column by its schema and its sample. */
export function describeColumn(column: DescribedColumn, table: DescribedTable, writer: SchemaWriter): string {
  const { phrases } = writer;
  const keyLength = table.columns.filter(({ primaryKeyPosition }) => primaryKeyPosition > 0).length;
  const profile = profileColumn(column, table.sample);
  return writer.comment(column.name, [
    column.foreignKey === '' ? '' : phrases.reference(column.foreignKey),
    describeKey(column.primaryKeyPosition, keyLength, writer),
    describeType(column, writer),
    phrases.generated.get(column.generated) ?? '',
    // a view's columns may be reported as nullable in any case, and a key never is
    column.primaryKeyPosition > 0 || table.viewDefinition !== null ? '' : describeNullable(column, writer),
    column.defaultValue === null ? '' : phrases.defaultValue(writer.value(column.defaultValue)),
    profile ? describeValues(column, profile, writer) : '',
  ]);
}

function describeKey(position: number, keyLength: number, { phrases }: SchemaWriter): string {
  if (position === 0) return '';
  return keyLength === 1 ? phrases.primaryKey : phrases.keyPart(position);
}

function describeType({ dataFormat, nativeType, enumValues }: DescribedColumn, writer: SchemaWriter): string {
  if (enumValues.length > 0) return writer.phrases.oneOf(writer.values(enumValues));
  const length = /\(\s{0,9}(\d{1,9})\s{0,9}\)/.exec(nativeType)?.[1];
  const isText = dataFormat === 'VARCHAR' || dataFormat === 'CHAR';
  if (isText && length !== undefined) return writer.phrases.textUpTo(writer.number(Number(length)));
  return writer.phrases.formats.get(dataFormat) ?? nativeType.toLowerCase();
}

function describeNullable({ nullable }: DescribedColumn, { phrases }: SchemaWriter): string {
  return nullable ? phrases.optional : phrases.required;
}

/** Its values or their range, and how many are missing, in the sample rows. */
function describeValues(column: DescribedColumn, profile: ColumnProfile, writer: SchemaWriter): string {
  const { phrases } = writer;
  const { values, range } = profile;
  const only = onlyValue(profile);
  const contents: string[] = [];
  if (only !== undefined) contents.push(phrases.always(writer.value(only)));
  else if (values.length > 0 && column.enumValues.length === 0) contents.push(phrases.values(writer.values(values)));
  else if (range && column.foreignKey === '') {
    contents.push(phrases.range(writer.value(range.minimum), writer.value(range.maximum)));
  }
  if (profile.nulls > 0) contents.push(phrases.nullShare(writer.share(profile.nulls / profile.rows)));
  return contents.length > 0 ? `${contents.join(', ')} ${phrases.rows(writer.number(profile.rows))}` : '';
}

/** The value of all rows that have one, if it is always the same and there are several rows. */
function onlyValue({ values, range, rows, nulls }: ColumnProfile): string | undefined {
  if (rows - nulls < 2) return undefined;
  if (range && range.minimum === range.maximum) return range.minimum;
  return values.length === 1 ? values[0] : undefined;
}
