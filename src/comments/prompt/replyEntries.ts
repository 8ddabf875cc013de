import type { RequestedItems } from '../comment';

/** A comment of a reply, and the name it is for; null if it is for another table. */
export interface NamedComment {
  readonly name: string | null;
  readonly comment: string;
}

/** Models rename the requested properties; these are compared without case and punctuation. */
const nameKeys = ['name', 'columnname', 'column', 'tablename', 'table', 'item', 'field'];
const tableKeys = ['tablename', 'table'];
const commentKeys = [
  ...['comment', 'columncomment', 'tablecomment', 'text'],
  ...['description', 'columndescription', 'tabledescription'],
];
const listKeys = [
  ...['comments', 'items', 'columns', 'tables', 'table', 'descriptions', 'results', 'result', 'data', 'response'],
];

/** The largest depth of nested lists. */
const maxDepth = 6;

/** The comments in a value, in any of the forms in which models give them. They are found lazily. */
export function findComments(value: unknown, request: RequestedItems): Generator<NamedComment> {
  return walk(value, { request, foreign: false, listed: false, depth: 0 });
}

interface Place {
  readonly request: RequestedItems;
  /** Whether it is inside a property with another table's name. */
  readonly foreign: boolean;
  /** Whether it is an element of a list. */
  readonly listed: boolean;
  readonly depth: number;
}

function* walk(value: unknown, place: Place): Generator<NamedComment> {
  if (place.depth > maxDepth) return;
  const inner = { ...place, depth: place.depth + 1 };
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) yield* walk(element, { ...inner, listed: true });
    return;
  }
  if (!isObject(value)) return;
  const entry = readEntry(value, place);
  if (entry) yield entry;
  else yield* walkMembers(value, { ...inner, listed: false });
}

/** An object with one comment: `{ name, comment }`, or only the comment if one item was requested. */
function readEntry(members: Record<string, unknown>, place: Place): NamedComment | undefined {
  const { items } = place.request;
  const comment = commentIn(member(members, commentKeys));
  const name = nameIn(members, place);
  if (comment === undefined) return undefined;
  // a table may have columns with these names: then the object is a map from names to comments
  const keys = Object.keys(members);
  const isNamed = place.listed || (name !== undefined && isRequested(name, place));
  if (!isNamed && keys.every((key) => isRequested(key, place))) return undefined;
  const foreign = place.foreign || namesAnotherTable(members, place);
  if (name !== undefined) return { name: foreign ? null : unqualified(name, place), comment };
  const [only] = items;
  if (items.length !== 1 || only === undefined || keys.length !== 1) return undefined;
  return { name: foreign ? null : only, comment };
}

/** An object with lists of comments, or whose property names are the names of the commented items. */
function* walkMembers(members: Record<string, unknown>, place: Place): Generator<NamedComment> {
  const foreign = place.foreign || namesAnotherTable(members, place);
  const lists = Object.entries(members).filter(
    ([key, value]) => typeof value === 'object' && value !== null && isListKey(key, place),
  );
  for (const [, value] of lists) yield* walk(value, { ...place, foreign });
  for (const [key, value] of Object.entries(members)) {
    if (lists.some(([listed]) => listed === key)) continue;
    const comment = commentIn(value);
    // texts beside a list are remarks about it
    if (comment !== undefined) {
      if (lists.length === 0) yield { name: foreign ? null : unqualified(key, place), comment };
      continue;
    }
    if (!isObject(value)) continue;
    const nested = commentIn(member(value, commentKeys));
    if (nested !== undefined) yield { name: foreign ? null : unqualified(key, place), comment: nested };
    else yield* walk(value, { ...place, foreign: foreign || !isTable(key, place) });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty comment may be given as null; any other value that is not a text is no comment. */
function commentIn(value: unknown): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' ? value : undefined;
}

function nameIn(members: Record<string, unknown>, { request }: Place): string | undefined {
  const keys = request.subject === 'table' ? nameKeys : nameKeys.filter((key) => !tableKeys.includes(key));
  const name = member(members, keys);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** The first property with one of the names. */
function member(members: Record<string, unknown>, names: readonly string[]): unknown {
  return Object.entries(members).find(([key]) => names.includes(plainKey(key)))?.[1];
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

/**
 * Whether a property is a list of columns, which was not requested beside a table's comment. A column may have the
 * table's name.
 */
function isListKey(key: string, { request }: Place): boolean {
  const plain = plainKey(key);
  return listKeys.includes(plain) && !(request.subject === 'table' && plain === 'columns');
}

function isRequested(name: string, { request }: Place): boolean {
  return request.items.some((item) => alike(item, name));
}

function isTable(name: string, { request }: Place): boolean {
  return alike(request.table.name, name);
}

function namesAnotherTable(members: Record<string, unknown>, place: Place): boolean {
  // if columns were requested, an object with a name and without a comment is a table
  const isNamedList = place.request.subject === 'columns' && member(members, commentKeys) === undefined;
  const table = member(members, isNamedList ? [...tableKeys, 'name'] : tableKeys);
  const name = typeof table === 'string' && !isRequested(table, place) ? table : undefined;
  return name !== undefined && !isTable(name, place);
}

/** The name without the table in `table.column`, if it is this table and the whole is not itself a column's name. */
function unqualified(name: string, place: Place): string {
  const prefix = `${place.request.table.name}.`;
  const isQualified = place.request.subject === 'columns' && alike(name.slice(0, prefix.length), prefix);
  return isQualified && !isRequested(name, place) ? name.slice(prefix.length) : name;
}

function alike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
