import type { DataFormat } from '../../model/dataFormat';
import type { Row } from './connection';

/**
 * All types except arrays and the row types of tables, which are text in any case. One query is enough: a database has
 * few types of its own.
 */
export const typesQuery = `
  SELECT pg_type.oid, typname, typtype, typbasetype, typnotnull, typnamespace = 'pg_catalog'::regnamespace,
    CASE typtype WHEN 'e' THEN
      (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = pg_type.oid) END
  FROM pg_type
  WHERE typtype = 'd' OR typrelid = 0 AND typcategory <> 'A'`;

/** The built-in types of PostgreSQL, by their names in pg_type. */
const builtInFormats: Readonly<Record<DataFormat, readonly string[]>> = {
  INT: ['int2', 'int4', 'int8', 'oid', 'xid', 'xid8', 'cid'],
  FLOAT: ['float4'],
  DOUBLE: ['float8'],
  DECIMAL: ['numeric', 'money'],
  BOOLEAN: ['bool'],
  CHAR: ['bpchar', 'char'],
  DATE: ['date'],
  TIME: ['time', 'timetz'],
  TIMESTAMP: ['timestamp', 'timestamptz'],
  ENUM: [],
  VARCHAR: [
    ...['varchar', 'text', 'name', 'bytea', 'bit', 'varbit', 'uuid', 'interval', 'refcursor'],
    ...['json', 'jsonb', 'jsonpath', 'xml', 'tsvector', 'tsquery', 'gtsvector'],
    ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'],
    ...['inet', 'cidr', 'macaddr', 'macaddr8'],
    ...['regclass', 'regcollation', 'regconfig', 'regdictionary', 'regnamespace', 'regoper', 'regoperator', 'regproc'],
    ...['regprocedure', 'regrole', 'regtype', 'regdatabase'],
    ...['tid', 'pg_lsn', 'pg_snapshot', 'txid_snapshot', 'aclitem', 'pg_node_tree', 'pg_ndistinct', 'pg_dependencies'],
    ...['pg_mcv_list', 'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary'],
  ],
};

const formatsByName: ReadonlyMap<string, DataFormat> = new Map(
  (Object.keys(builtInFormats) as DataFormat[]).flatMap((format) =>
    builtInFormats[format].map((name) => [name, format] as const),
  ),
);

/** The properties that a column has from its type. */
export interface ColumnType {
  readonly dataFormat: DataFormat;
  /** The labels of an enum, in its order. */
  readonly enumValues: readonly string[];
  /** Whether the type itself, a domain, forbids NULL. */
  readonly notNull: boolean;
}

interface PackedType {
  readonly name: string;
  readonly kind: string;
  readonly baseId: string;
  readonly notNull: boolean;
  readonly isBuiltIn: boolean;
  readonly labels: string | null;
}

/** Arrays, ranges and composite types have no format of their own: they are text. */
const text: ColumnType = { dataFormat: 'VARCHAR', enumValues: [], notNull: false };

/** The types of one database, as the last query found them. */
export class KnownTypes {
  private readonly packed: ReadonlyMap<string, PackedType>;
  private readonly found = new Map<string, ColumnType>();

  /**
   * @param rows the result of `typesQuery`
   * @param onUnknown called with the name of each type in use that Thoth does not know
   */
  constructor(
    rows: readonly Row[],
    private readonly onUnknown: (name: string) => void,
  ) {
    this.packed = new Map(
      rows.map(([id, name, kind, baseId, notNull, isBuiltIn, labels]) => [
        id ?? '',
        {
          name: name ?? '',
          kind: kind ?? '',
          baseId: baseId ?? '',
          notNull: notNull === 't',
          isBuiltIn: isBuiltIn === 't',
          labels: labels ?? null,
        },
      ]),
    );
  }

  /** @param id the type's oid */
  find(id: string): ColumnType {
    const known = this.found.get(id) ?? this.describe(id);
    this.found.set(id, known);
    return known;
  }

  private describe(id: string): ColumnType {
    const type = this.packed.get(id);
    if (!type) return text;
    switch (type.kind) {
      case 'd': {
        const base = this.find(type.baseId);
        return { ...base, notNull: base.notNull || type.notNull };
      }
      case 'e':
        return { ...text, dataFormat: 'ENUM', enumValues: JSON.parse(type.labels ?? '[]') as string[] };
      case 'b': {
        const dataFormat = type.isBuiltIn ? formatsByName.get(type.name) : undefined;
        if (!dataFormat) this.onUnknown(type.name);
        return dataFormat ? { ...text, dataFormat } : text;
      }
      default:
        return text;
    }
  }
}
