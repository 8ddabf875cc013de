/** The types a column of the catalog can have, whatever its engine. ThothAI's own list; `sql_column.data_format`. */
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
