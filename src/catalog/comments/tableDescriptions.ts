import type { DataFormat } from '../../model/dataFormat';
import type { ColumnGeneration } from '../../model/elements';
import type { ColumnDescription, TableDescription } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { toRelationshipNodes, type PackedPair } from '../elements/relationshipReads';
import { readTablesWith } from '../elements/storedTables';

type PackedColumn = readonly [
  name: string,
  position: number,
  nativeType: string,
  dataFormat: DataFormat,
  nullable: 0 | 1,
  primaryKeyPosition: number,
  foreignKey: string,
  defaultValue: string | null,
  generated: ColumnGeneration,
  enumValues: string,
  description: string,
  generatedComment: string,
];
const columnFields = [
  'original_column_name',
  'position',
  'native_type',
  'data_format',
  'nullable',
  'primary_key_position',
  'fk_field',
  'default_value',
  '"generated"',
  'enum_values',
  'column_description',
  'generated_comment',
];

type PackedTable = readonly [kind: string, description: string, generatedComment: string];

/** Reads the named tables of a SqlDb with their columns and relationships, in three queries, in the order given. */
export async function readTableDescriptions(
  connection: Connection,
  sqlDbId: number,
  names: readonly string[],
): Promise<readonly TableDescription[]> {
  const { dialect } = connection;
  const read = <Row>(packed: string) => readTablesWith<Row>(connection, sqlDbId, names, packed);
  const tables = await read<PackedTable>(
    `SELECT ${dialect.packed(['own.kind', 'own.description', 'own.generated_comment'])} ` +
      'FROM sql_table own WHERE own.id = sql_table.id',
  );
  const columns = await read<PackedColumn>(
    `SELECT ${dialect.packed(columnFields)} FROM sql_column WHERE sql_table_id = sql_table.id AND gone_at IS NULL`,
  );
  const pairs = await read<PackedPair>(
    `SELECT ${dialect.packed(pairFields)} FROM relationship ` +
      'JOIN sql_table source_table ON source_table.id = source_table_id ' +
      'JOIN sql_column source_column ON source_column.id = source_column_id ' +
      'JOIN sql_table target_table ON target_table.id = target_table_id ' +
      'JOIN sql_column target_column ON target_column.id = target_column_id ' +
      'WHERE (source_table_id = sql_table.id OR target_table_id = sql_table.id) AND relationship.gone_at IS NULL ' +
      'AND source_table.gone_at IS NULL AND target_table.gone_at IS NULL',
  );
  return names.flatMap((name) => {
    const table = tables.get(name)?.unpack()[0];
    if (!table) return [];
    const [kind, description, generatedComment] = table;
    return {
      name,
      kind,
      description,
      generatedComment,
      columns: [...(columns.get(name)?.unpack() ?? [])].sort(([, one], [, other]) => one - other).map(toColumn),
      relationships: toRelationshipNodes(pairs.get(name)?.unpack() ?? []).map(
        ({ id: _id, gone: _gone, ...ends }) => ends,
      ),
    };
  });
}

const pairFields = [
  'relationship.id',
  'source_table.name',
  'constraint_key',
  'relationship.position',
  'source_column.original_column_name',
  'target_table.name',
  'target_column.original_column_name',
  '0',
];

function toColumn(packed: PackedColumn): ColumnDescription {
  const [name, , nativeType, dataFormat, nullable, primaryKeyPosition, foreignKey, defaultValue, generated] = packed;
  const [, , , , , , , , , enumValues, description, generatedComment] = packed;
  return {
    name,
    nativeType,
    dataFormat,
    nullable: nullable === 1,
    primaryKeyPosition,
    foreignKey,
    defaultValue,
    generated,
    enumValues: enumValues === '' ? [] : (JSON.parse(enumValues) as string[]),
    description,
    generatedComment,
  };
}
