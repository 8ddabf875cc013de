/** What some engine cannot store, or not within JSON: NUL characters, and unpaired surrogates. */
const unstorable = /[\0\p{Surrogate}]/u;
const surrogates = /\p{Surrogate}/gu;
/** Also finds pairs of surrogates, which make a valid character; the test is cheaper. */
const suspicious = /[\0\ud800-\udfff]/;

/**
 * The values with every text in a form that all engines can store: NUL becomes `\0`, an unpaired surrogate becomes
 * U+FFFD.
 */
export function storable<T>(value: T): T {
  // such texts are rare, and the check costs a tenth of the cleaning
  return isSuspicious(value) ? (clean(value) as T) : value;
}

function isSuspicious(value: unknown): boolean {
  if (typeof value === 'string') return suspicious.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isSuspicious);
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (isSuspicious(fields[name])) return true;
  return false;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') {
    return unstorable.test(value) ? value.replaceAll('\0', String.raw`\0`).replace(surrogates, '\ufffd') : value;
  }
  if (Array.isArray(value)) return mapWhereNeeded(value as readonly unknown[]);
  if (typeof value === 'object' && value !== null) return cleanFields(value as Readonly<Record<string, unknown>>);
  return value;
}

function mapWhereNeeded(values: readonly unknown[]): readonly unknown[] {
  const cleaned = values.map(clean);
  return cleaned.every((value, index) => value === values[index]) ? values : cleaned;
}

function cleanFields(fields: Readonly<Record<string, unknown>>): unknown {
  let changed: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const cleaned = clean(value);
    if (cleaned !== value) (changed ??= { ...fields })[name] = cleaned;
  }
  return changed ?? fields;
}
