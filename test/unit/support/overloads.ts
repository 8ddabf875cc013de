import { parse } from 'libpg-query';
import { quote } from '../sources/sqlite/support';

/** The functions and operators that statements name, as the parser of PostgreSQL itself finds them. */
export async function namesIn(
  statements: readonly string[],
): Promise<{ readonly functions: ReadonlySet<string>; readonly operators: ReadonlySet<string> }> {
  const functions = new Set<string>();
  const operators = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    for (const [kind, value] of Object.entries(node) as [
      string,
      { readonly funcname?: unknown; readonly name?: unknown },
    ][]) {
      if (kind === 'FuncCall') functions.add(lastName(value.funcname));
      if (kind === 'A_Expr') operators.add(lastName(value.name));
      visit(value);
    }
  };
  for (const statement of statements) visit(await parse(statement));
  return { functions, operators };
}

function lastName(names: unknown): string {
  const { String: last } = (names as readonly { readonly String: { readonly sval: string } }[]).at(-1)!;
  return last.sval;
}

/**
 * Makes a function or operator in a schema for every combination of types; each fails when it is called.
 */
export function plantingScript(
  schema: string,
  types: readonly string[],
  functions: ReadonlySet<string>,
  operators: ReadonlySet<string>,
): string {
  const pairs = types.flatMap((left) => types.map((right) => [left, right] as const));
  const signatures = [...types.map((type) => [type]), ...pairs];
  const body = `LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a stranger''s function was called'; END $$`;
  const overloads = [...functions].flatMap((name) =>
    signatures.map(
      (signature) => `CREATE FUNCTION ${schema}.${quote(name)}(${signature.join(', ')}) RETURNS text ${body}`,
    ),
  );
  const struck = pairs.map(
    ([left, right]) => `CREATE FUNCTION ${schema}.struck(${left}, ${right}) RETURNS boolean ${body}`,
  );
  const isOperator = (name: string): boolean => /^[^\w\s]+$/.test(name);
  const planted = [...operators]
    .filter(isOperator)
    .flatMap((name) =>
      pairs.map(
        ([left, right]) =>
          `CREATE OPERATOR ${schema}.${name} (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = ${schema}.struck)`,
      ),
    );
  return [...overloads, ...struck, ...planted].join(';\n');
}
