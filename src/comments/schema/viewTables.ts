/** How many characters of a view's SQL are read. */
const maxSqlLength = 20_000;

const identifier = /(?:"[^"]{1,200}"|`[^`]{1,200}`|\[[^\]]{1,200}\]|[\p{L}_][\p{L}\p{N}_$]{0,200})/u.source;
const afterFrom = new RegExp(String.raw`\b(?:from|join)\s{1,50}(${identifier}(?:\.${identifier}){0,3})`, 'giu');
const lastPart = new RegExp(`${identifier}$`, 'u');
/** The named parts of the query itself: `WITH recent AS (`. */
const commonTable = /([\p{L}_][\p{L}\p{N}_]{0,200})\s{1,50}as\s{0,50}\(/giu;
/** Text and functions in which `FROM` means something else: `EXTRACT(YEAR FROM day)`. */
const misleading = /'[^']{0,2000}'|--[^\n]{0,2000}|\b(?:extract|trim|substring|overlay)\s{0,5}\([^()]{0,500}\)/giu;

/** The tables that a view reads, as far as a simple scan of its SQL finds them; each once, in their order. */
export function viewTables(sql: string): string[] {
  const plain = sql.slice(0, maxSqlLength).replace(misleading, ' ');
  const own = new Set([...plain.matchAll(commonTable)].map(([, name = '']) => name.toLowerCase()));
  const names = [...plain.matchAll(afterFrom)].map(([, name = '']) => unquoted(lastPart.exec(name)?.[0] ?? name));
  return [...new Set(names)].filter((name) => !own.has(name.toLowerCase()));
}

function unquoted(name: string): string {
  return /^["`[]/.test(name) ? name.slice(1, -1) : name;
}
