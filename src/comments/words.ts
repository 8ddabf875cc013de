/** The meaning of abbreviations in names, in the language of the names. Only those that are hardly ever words. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ...([
    ['qty', 'quantity'],
    ['no', 'number'],
    ['nr', 'number'],
    ['num', 'number'],
    ['dt', 'date'],
  ] as const),
  ...([
    ['amt', 'amount'],
    ['descr', 'description'],
    ['desc', 'description'],
    ['addr', 'address'],
  ] as const),
  ...([
    ['cust', 'customer'],
    ['prod', 'product'],
    ['cat', 'category'],
  ] as const),
  ...([
    ['cnt', 'count'],
    ['pct', 'percentage'],
  ] as const),
  ...([
    ['ts', 'time stamp'],
    ['dept', 'department'],
    ['emp', 'employee'],
    ['org', 'organization'],
  ] as const),
  ...([
    ['acct', 'account'],
    ['acc', 'account'],
    ['curr', 'currency'],
  ] as const),
  ...([
    ['ccy', 'currency'],
    ['inv', 'invoice'],
  ] as const),
  ...([
    ['max', 'maximum'],
    ['min', 'minimum'],
    ['avg', 'average'],
    ['tot', 'total'],
    ['ref', 'reference'],
  ] as const),
  ...([
    ['yr', 'year'],
    ['mth', 'month'],
    ['msg', 'message'],
    ['usr', 'user'],
    ['grp', 'group'],
  ] as const),
  ...([
    ['lang', 'language'],
    ['loc', 'location'],
    ['lat', 'latitude'],
    ['lon', 'longitude'],
  ] as const),
  ...([
    ['lng', 'longitude'],
    ['dob', 'date of birth'],
    ['qta', 'quantità'],
    ['cod', 'codice'],
  ] as const),
]);

/** The words of a name in lower case: `customer_id`, `customerID`, `Customer Id` and `CUSTOMER-ID` have the same. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})|(\p{N})(\p{L})/gu, '$1$3 $2$4')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A name as people would write it, without abbreviations: `ord_qty` is `ord quantity`. */
export function readableName(name: string): string {
  const words = wordsOf(name).map((word) => abbreviations.get(word) ?? word);
  return words.length > 0 ? words.join(' ') : name;
}

/** Whether a name's last word marks a key: `customer_id`, `customerId`, `ID`. */
export function namesKey(name: string): boolean {
  return wordsOf(name).at(-1) === 'id';
}
