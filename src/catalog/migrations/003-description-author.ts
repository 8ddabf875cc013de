import type { Connection } from '../storage/connection';
import type { Migration } from './migration';

const elements = [
  { table: 'sql_table', description: 'description' },
  { table: 'sql_column', description: 'column_description' },
] as const;

const added = ['description_author', 'description_by', 'description_task_id', 'generated_task_id'] as const;

/**
 * Stores whose words a description is. Those that are there already are the source's if they equal its text, the
 * generator's if they equal its comment, and otherwise a person's.
 */
export const descriptionAuthor: Migration = {
  name: '003-description-author',
  async up(connection) {
    for (const { table, description } of elements) {
      await addFields(connection, table);
      await connection.change(
        `UPDATE ${table} SET description_author = CASE WHEN ${description} = source_description THEN 'source' ` +
          `WHEN ${description} = generated_comment THEN 'generator' ELSE 'person' END, ` +
          `description_by = CASE WHEN ${description} <> source_description AND ${description} = generated_comment ` +
          `THEN generated_by ELSE '' END WHERE ${description} <> '' AND description_author = ''`,
      );
    }
  },
};

/** The statements can be repeated, since some engines commit each by itself. */
async function addFields(connection: Connection, table: string): Promise<void> {
  const { dialect } = connection;
  const { text, emptyText } = dialect.types;
  const present = new Set(
    (await connection.rows<{ name: string }>(dialect.columnNames, table)).map(({ name }) => name),
  );
  for (const column of added) {
    if (present.has(column)) continue;
    await connection.change(`ALTER TABLE ${table} ADD COLUMN ${column} ${text} NOT NULL DEFAULT ${emptyText}`);
  }
}
