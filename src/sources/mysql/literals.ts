import type { ServerInfo } from './serverInfo';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', Z: '\x1a', b: '\b' };

/** The labels in `enum('a','it''s')` or `set(…)`, in their order; none for any other type. */
export function enumLabels(columnType: string): string[] {
  if (!/^(?:enum|set)\(/i.test(columnType)) return [];
  return [...columnType.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map(([, label]) => unescape(label ?? ''));
}

function unescape(text: string): string {
  return text.replace(/''|\\(.)/gs, (_, escaped: string | undefined) =>
    escaped === undefined ? "'" : (escapes[escaped] ?? escaped),
  );
}

const numericTypes: ReadonlySet<string> = new Set([
  ...['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'float', 'double', 'year', 'bit'],
]);

/** A default, as `information_schema.COLUMNS` gives it. */
export interface DeclaredDefault {
  readonly value: string | null;
  readonly dataType: string;
  readonly extra: string;
}

/**
 * A default as an SQL expression. MariaDB since 10.2.7 gives one, and `NULL` where there is none. All others give the bare
 * text of a literal, and MySQL 8 marks expressions.
 */
export function defaultExpression(declared: DeclaredDefault, server: ServerInfo): string | null {
  const { value, dataType, extra } = declared;
  if (value === null) return null;
  if (server.givesExpressions) return value === 'NULL' ? null : value;
  // MySQL escapes the quotes of an expression twice
  if (/\bDEFAULT_GENERATED\b/.test(extra)) return value.replaceAll("\\'", "'");
  if (numericTypes.has(dataType)) return value;
  if (/binary$/.test(dataType) && /^0x[0-9A-F]*$/i.test(value)) return value;
  const isTime = dataType === 'timestamp' || dataType === 'datetime';
  if (isTime && /^current_timestamp(?:\(\d?\))?$/i.test(value)) return value;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
