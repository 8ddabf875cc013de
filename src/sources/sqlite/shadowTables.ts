import { foldName } from './names';

/**
 * The tables in which a virtual table keeps its data, by its module: their names are its own, an underscore and one of
 * these. Source: `xShadowName` of SQLite's modules.
 */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  fts3: ['content', 'docsize', 'segdir', 'segments', 'stat'],
  fts4: ['content', 'docsize', 'segdir', 'segments', 'stat'],
  fts5: ['config', 'content', 'data', 'docsize', 'idx'],
  rtree: ['node', 'parent', 'rowid'],
  rtree_i32: ['node', 'parent', 'rowid'],
  geopoly: ['node', 'parent', 'rowid'],
};

// each character can be matched in one way only: the file may be an attacker's, and the expression must not try many
const comment = String.raw`--[^\n]*(?:\n|$)|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/`;
const gap = String.raw`(?:\s|${comment})*`;
const name = String.raw`(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\]|[^\s"'\x60[(/-]+)`;
const virtualTable = new RegExp(`^CREATE VIRTUAL TABLE${gap}${name}${gap}USING${gap}["'\\x60[]?(\\w+)`, 'i');

/** @param definition the SQL of a virtual table, or its beginning */
export function shadowTablesOf(table: string, definition: string): string[] {
  const module = virtualTable.exec(definition)?.[1] ?? '';
  return (suffixes[foldName(module)] ?? []).map((suffix) => `${table}_${suffix}`);
}
