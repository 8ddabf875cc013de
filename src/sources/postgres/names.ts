/** A name quoted for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Names as one parameter of a query, in JSON, which the server unpacks. A text that cannot be a name (with NUL, or an
 * unpaired surrogate) becomes null, which matches no table.
 */
export function namesParameter(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => (/[\0\p{Cs}]/u.test(name) ? null : name)));
}
