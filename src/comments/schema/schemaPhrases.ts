/** The phrases of the schema generator in one language. Names and values keep their spelling. */
export interface Phrases {
  /** Ends each comment, and shows that no person wrote it. */
  readonly derived: string;

  // of a table
  view(tables: string): string;
  readonly aggregated: string;
  link(tables: string): string;
  extension(table: string): string;
  part(tables: string, columns: string): string;
  lookup(tables: string): string;
  entity(key: string): string;
  readonly noKey: string;
  key(columns: string): string;
  refersTo(targets: string): string;
  readonly toItself: string;
  referencedBy(tables: string): string;
  columnCount(count: string): string;

  // of a column
  readonly formats: ReadonlyMap<string, string>;
  textUpTo(characters: string): string;
  reference(target: string): string;
  readonly primaryKey: string;
  keyPart(position: number): string;
  readonly generated: ReadonlyMap<string, string>;
  readonly required: string;
  readonly optional: string;
  defaultValue(value: string): string;
  oneOf(values: string): string;

  // of values, in the sample rows
  values(values: string): string;
  range(minimum: string, maximum: string): string;
  always(value: string): string;
  nullShare(percentage: string): string;
  rows(count: string): string;

  more(count: number): string;
}

const english: Phrases = {
  derived: '(derived from the schema)',
  view: (tables) => (tables === '' ? 'view' : `view over ${tables}`),
  aggregated: 'grouped',
  link: (tables) => `links ${tables}`,
  extension: (table) => `extends ${table}, with at most one row for each of its rows`,
  part: (tables, columns) => `details of ${tables}, told apart by ${columns}`,
  lookup: (tables) => `list of values that ${tables} refers to`,
  entity: (key) => `one row for each ${key}`,
  noKey: 'rows without a primary key',
  key: (columns) => `key ${columns}`,
  refersTo: (targets) => `refers to ${targets}`,
  toItself: 'itself',
  referencedBy: (tables) => `referenced by ${tables}`,
  columnCount: (count) => (count === '1' ? '1 column' : `${count} columns`),
  formats: new Map([
    ...([
      ['INT', 'whole number'],
      ['FLOAT', 'number'],
      ['DOUBLE', 'number'],
      ['DECIMAL', 'decimal number'],
    ] as const),
    ...([
      ['VARCHAR', 'text'],
      ['CHAR', 'text'],
      ['DATE', 'date'],
      ['TIME', 'time of day'],
    ] as const),
    ...([
      ['TIMESTAMP', 'date and time'],
      ['BOOLEAN', 'yes or no'],
      ['ENUM', 'one of a list'],
    ] as const),
  ]),
  textUpTo: (characters) => `text of up to ${characters} characters`,
  reference: (target) => `reference to ${target}`,
  primaryKey: 'primary key',
  keyPart: (position) => `part ${position} of the primary key`,
  generated: new Map([
    ...([
      ['virtual', 'computed by the database'],
      ['stored', 'computed by the database'],
    ] as const),
    ...([['identity', 'numbered by the database']] as const),
  ]),
  required: 'never NULL',
  optional: 'may be NULL',
  defaultValue: (value) => `${value} by default`,
  oneOf: (values) => `one of ${values}`,
  values: (values) => `values ${values}`,
  range: (minimum, maximum) => `from ${minimum} to ${maximum}`,
  always: (value) => `always ${value}`,
  nullShare: (percentage) => `${percentage} NULL`,
  rows: (count) => `in ${count} rows looked at`,
  more: (count) => `${count} more`,
};

const italian: Phrases = {
  derived: '(ricavato dallo schema)',
  view: (tables) => (tables === '' ? 'vista' : `vista su ${tables}`),
  aggregated: 'raggruppata',
  link: (tables) => `collega ${tables}`,
  extension: (table) => `estende ${table}, con al più una riga per ogni sua riga`,
  part: (tables, columns) => `dettagli di ${tables}, distinti da ${columns}`,
  lookup: (tables) => `elenco di valori a cui si riferisce ${tables}`,
  entity: (key) => `una riga per ogni ${key}`,
  noKey: 'righe senza chiave primaria',
  key: (columns) => `chiave ${columns}`,
  refersTo: (targets) => `si riferisce a ${targets}`,
  toItself: 'se stessa',
  referencedBy: (tables) => `usata da ${tables}`,
  columnCount: (count) => (count === '1' ? '1 colonna' : `${count} colonne`),
  formats: new Map([
    ...([
      ['INT', 'numero intero'],
      ['FLOAT', 'numero'],
      ['DOUBLE', 'numero'],
      ['DECIMAL', 'numero decimale'],
    ] as const),
    ...([
      ['VARCHAR', 'testo'],
      ['CHAR', 'testo'],
      ['DATE', 'data'],
      ['TIME', 'ora'],
    ] as const),
    ...([
      ['TIMESTAMP', 'data e ora'],
      ['BOOLEAN', 'sì o no'],
      ['ENUM', 'uno di un elenco'],
    ] as const),
  ]),
  textUpTo: (characters) => `testo fino a ${characters} caratteri`,
  reference: (target) => `riferimento a ${target}`,
  primaryKey: 'chiave primaria',
  keyPart: (position) => `parte ${position} della chiave primaria`,
  generated: new Map([
    ...([
      ['virtual', 'calcolata dal database'],
      ['stored', 'calcolata dal database'],
    ] as const),
    ...([['identity', 'numerata dal database']] as const),
  ]),
  required: 'mai NULL',
  optional: 'può essere NULL',
  defaultValue: (value) => `${value} se non indicato`,
  oneOf: (values) => `uno tra ${values}`,
  values: (values) => `valori ${values}`,
  range: (minimum, maximum) => `da ${minimum} a ${maximum}`,
  always: (value) => `sempre ${value}`,
  nullShare: (percentage) => `${percentage} NULL`,
  rows: (count) => `in ${count} righe esaminate`,
  more: (count) => `altri ${count}`,
};

/** The phrases of a language; English if there are none for it. */
export function phrasesFor(language: string): Phrases {
  return language.toLowerCase() === 'it' ? italian : english;
}
