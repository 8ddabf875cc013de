/**
 * The code of the error underneath (`SQLITE_BUSY`, `EACCES`…), through the wrappings of Sequelize (`parent`) and
 * of others (`cause`).
 */
export function engineCodeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; ) {
    const { code, parent, cause } = current as Error & { code?: unknown; parent?: unknown };
    const next = parent ?? cause;
    if (typeof code === 'string' && !(next instanceof Error)) return code;
    current = next;
  }
  return undefined;
}
