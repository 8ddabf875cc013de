import escapeRegExp from 'lodash/escapeRegExp';
import { quoted } from './names';

/**
 * The names that mean one thing in the schema that is read and another in pg_catalog; one row with a list in JSON. `$1`
 * is the schema.
 */
export const shadowedNamesQuery = `
  SELECT json_agg(name) FROM (
    SELECT typname AS name, typnamespace AS namespace FROM pg_type
    UNION ALL SELECT proname, pronamespace FROM pg_proc
    UNION ALL SELECT relname, relnamespace FROM pg_class
    UNION ALL SELECT collname, collnamespace FROM pg_collation
    UNION ALL SELECT oprname, oprnamespace FROM pg_operator) AS own
  WHERE namespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND (
    EXISTS (SELECT FROM pg_type WHERE typname = name AND typnamespace = 'pg_catalog'::regnamespace)
    OR EXISTS (SELECT FROM pg_proc WHERE proname = name AND pronamespace = 'pg_catalog'::regnamespace)
    OR EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = 'pg_catalog'::regnamespace)
    OR EXISTS (SELECT FROM pg_collation WHERE collname = name AND collnamespace = 'pg_catalog'::regnamespace)
    OR EXISTS (SELECT FROM pg_operator WHERE oprname = name AND oprnamespace = 'pg_catalog'::regnamespace))`;

const name = String.raw`(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{M}\p{N}_$]*)`;

/**
 * Writes SQL as the server does while the schema is in the search path: names in the schema lose their qualification,
 * unless pg_catalog has the same name, which would be meant then.
 */
export class OwnNames {
  private readonly pattern: RegExp;

  /** @param shadowed what `shadowedNamesQuery` gives */
  constructor(
    private readonly schema: string,
    private readonly shadowed: ReadonlySet<string>,
  ) {
    // the server quotes a name only where it needs quotes
    const own = `(?:${[schema, quoted(schema)].map((spelling) => escapeRegExp(spelling)).join('|')})`;
    const alternatives = [
      String.raw`E'(?:[^'\\]|\\.|'')*'`,
      // a string that the server reads as the name of a table, a type, a function…
      String.raw`'(?<naming>(?:[^']|'')*)'(?=::reg[a-z])`,
      String.raw`'(?:[^']|'')*'`,
      String.raw`OPERATOR\(${own}\.(?<operator>[^)]+)\)`,
      String.raw`${own}\.(?<named>${name})`,
      String.raw`${name}(?:\.${name})*`,
    ];
    this.pattern = new RegExp(alternatives.join('|'), 'gsu');
  }

  /** @param sql an expression, a type or a query, as the server writes it with a search path of pg_catalog only */
  shorten(sql: string): string {
    if (!sql.includes(this.schema.replaceAll('"', '""'))) return sql;
    return sql.replace(this.pattern, (match: string, ...rest: readonly unknown[]) => {
      const { naming, operator, named } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
      if (naming !== undefined) return `'${this.shorten(naming)}'`;
      if (operator !== undefined) return this.shadowed.has(operator) ? match : operator;
      return named === undefined || this.shadowed.has(bare(named)) ? match : named;
    });
  }
}

function bare(spelling: string): string {
  return spelling.startsWith('"') ? spelling.slice(1, -1).replaceAll('""', '"') : spelling;
}
