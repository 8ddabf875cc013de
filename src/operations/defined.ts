type Defined<Values> = { [Key in keyof Values]: Exclude<Values[Key], undefined> };

/** A copy of the values without the keys whose value is undefined. */
export function withoutUndefined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
}

/** The same type, where each optional property may also be undefined. */
export type AllowUndefined<Values> = {
  [Key in keyof Values]: Partial<Pick<Values, Key>> extends Pick<Values, Key> ? Values[Key] | undefined : Values[Key];
};
