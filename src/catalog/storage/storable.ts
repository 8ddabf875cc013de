/** What no engine keeps as it is, or not within JSON: NUL characters, and halves of characters. */
const unstorable = /[\0\p{Surrogate}]/u;
const halves = /\p{Surrogate}/gu;
/** What is unstorable, and pairs of halves, which make a character. */
const suspicious = /[\0\ud800-\udfff]/;

/** The values with every text as all engines keep it: NUL is shown as `\0`, half a character as the sign for a lost one. */
export function storable<T>(value: T): T {
  // next to nothing holds any such text, and looking costs a tenth of cleaning
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
    return unstorable.test(value) ? value.replaceAll('\0', String.raw`\0`).replace(halves, '\ufffd') : value;
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
