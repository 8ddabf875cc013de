/**
 * A script that makes many views at once: written into the schema as rows, since SQLite needs longer for each further
 * CREATE the more there are.
 */
export function manyViews(count: number): string {
  const columns = Array.from({ length: 10 }, (_, index) => `${index} AS column_${index}`).join(', ');
  return `
    PRAGMA writable_schema = ON;
    WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ${count - 1})
    INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)
      SELECT 'view', 't' || n, 't' || n, 0, 'CREATE VIEW t' || n || ' AS SELECT ${columns}' FROM number;
  `;
}
