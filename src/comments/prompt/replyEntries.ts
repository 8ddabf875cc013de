import { z } from 'zod';
import type { RequestedItems } from '../comment';

/** A comment of a reply, and the name it is given for; null where it is given for another table. */
export interface NamedComment {
  readonly name: string | null;
  readonly comment: string;
}

/** Models rename the members they are asked for; compared without case and punctuation. */
const nameKeys = ['name', 'columnname', 'column', 'tablename', 'table', 'item', 'field'];
const tableKeys = ['tablename', 'table'];
const commentKeys = [
  ...['comment', 'columncomment', 'tablecomment', 'text'],
  ...['description', 'columndescription', 'tabledescription'],
];
const listKeys = [
  ...['comments', 'items', 'columns', 'tables', 'table', 'descriptions', 'results', 'result', 'data', 'response'],
];

/** How deep lists may stand in each other. */
const deepest = 6;

const memberSchema = z.record(z.string(), z.unknown());
const listSchema = z.array(z.unknown());
/** An empty answer is given as null, too. */
const commentSchema = z
  .string()
  .nullable()
  .transform((comment) => comment ?? '');
const nameSchema = z.string().min(1);

/** The comments in a value, in whichever of the forms that models give them. They are found as they are asked for. */
export function findComments(value: unknown, request: RequestedItems): Generator<NamedComment> {
  return walk(value, { request, foreign: false, listed: false, depth: 0 });
}

interface Place {
  readonly request: RequestedItems;
  /** Whether it stands under another table's name. */
  readonly foreign: boolean;
  /** Whether it is an element of a list. */
  readonly listed: boolean;
  readonly depth: number;
}

function* walk(value: unknown, place: Place): Generator<NamedComment> {
  if (place.depth > deepest) return;
  const inner = { ...place, depth: place.depth + 1 };
  const list = listSchema.safeParse(value);
  if (list.success) {
    for (const element of list.data) yield* walk(element, { ...inner, listed: true });
    return;
  }
  const object = memberSchema.safeParse(value);
  if (!object.success) return;
  const entry = readEntry(object.data, place);
  if (entry) yield entry;
  else yield* walkMembers(object.data, { ...inner, listed: false });
}

/** An object that holds one comment: `{ name, comment }`, or the comment alone where one item was asked for. */
function readEntry(members: Record<string, unknown>, place: Place): NamedComment | undefined {
  const { items } = place.request;
  const comment = commentSchema.safeParse(member(members, commentKeys));
  const name = nameSchema.safeParse(nameIn(members, place));
  if (!comment.success) return undefined;
  // a table may have columns of these very names: then it is a map from names to comments
  const keys = Object.keys(members);
  const isNamed = place.listed || (name.success && isRequested(name.data, place));
  if (!isNamed && keys.every((key) => isRequested(key, place))) return undefined;
  const foreign = place.foreign || namesAnotherTable(members, place);
  if (name.success) return { name: foreign ? null : unqualified(name.data, place), comment: comment.data };
  const [only] = items;
  if (items.length !== 1 || only === undefined || keys.length !== 1) return undefined;
  return { name: foreign ? null : only, comment: comment.data };
}

/** An object that holds lists of comments, or whose members' names are the names that comments are for. */
function* walkMembers(members: Record<string, unknown>, place: Place): Generator<NamedComment> {
  const foreign = place.foreign || namesAnotherTable(members, place);
  const lists = Object.entries(members).filter(
    ([key, value]) => typeof value === 'object' && value !== null && isListKey(key, place),
  );
  for (const [, value] of lists) yield* walk(value, { ...place, foreign });
  for (const [key, value] of Object.entries(members)) {
    if (lists.some(([listed]) => listed === key)) continue;
    const comment = commentSchema.safeParse(value);
    // beside a list stand remarks on it
    if (comment.success) {
      if (lists.length === 0) yield { name: foreign ? null : unqualified(key, place), comment: comment.data };
      continue;
    }
    const nested = memberSchema.safeParse(value);
    if (!nested.success) continue;
    const nestedComment = commentSchema.safeParse(member(nested.data, commentKeys));
    if (nestedComment.success) yield { name: foreign ? null : unqualified(key, place), comment: nestedComment.data };
    else yield* walk(value, { ...place, foreign: foreign || !isTable(key, place) });
  }
}

function nameIn(members: Record<string, unknown>, { request }: Place): unknown {
  const keys = request.subject === 'table' ? nameKeys : nameKeys.filter((key) => !tableKeys.includes(key));
  return member(members, keys);
}

/** The first member that has one of the names. */
function member(members: Record<string, unknown>, names: readonly string[]): unknown {
  return Object.entries(members).find(([key]) => names.includes(plainKey(key)))?.[1];
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

/** The columns that a reply lists beside a table's comment are not asked for; one may be called like the table. */
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
  // where columns are asked for, what has a name and no comment is a table
  const isNamedList = place.request.subject === 'columns' && member(members, commentKeys) === undefined;
  const table = member(members, isNamedList ? [...tableKeys, 'name'] : tableKeys);
  const name = typeof table === 'string' && !isRequested(table, place) ? table : undefined;
  return name !== undefined && !isTable(name, place);
}

/** `table.column` without its table, where it is ours and the whole is not itself a column's name. */
function unqualified(name: string, place: Place): string {
  const prefix = `${place.request.table.name}.`;
  const isQualified = place.request.subject === 'columns' && alike(name.slice(0, prefix.length), prefix);
  return isQualified && !isRequested(name, place) ? name.slice(prefix.length) : name;
}

function alike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
