/** A name as it stands in SQL, whatever characters it has. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Names as one parameter of a query, in JSON: unpacking them is the server's work. What cannot be a name in any
 * database (NUL, half of a surrogate pair) becomes null, which is no table's name.
 */
export function namesParameter(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => (/[\0\p{Cs}]/u.test(name) ? null : name)));
}
