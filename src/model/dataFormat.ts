/** The types that a column of the catalog can have, for all engines. ThothAI's own list; `sql_column.data_format`. */
export const dataFormats = [
  'INT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'VARCHAR',
  'CHAR',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'BOOLEAN',
  'ENUM',
] as const;

export type DataFormat = (typeof dataFormats)[number];
