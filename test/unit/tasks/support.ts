import type { CommentGenerator } from '../../../src/comments/comment';
import type { CommentOptions, TaskResult } from '../../../src/tasks/task';

export const columnNames = Array.from({ length: 12 }, (_, index) => `c${String(index + 1).padStart(2, '0')}`);
/** The script of a source with a little of everything. */
export const shop = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, level TEXT);
  CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer, total DECIMAL(10, 2));
  CREATE TABLE wide (${columnNames.join(' INTEGER, ')} INTEGER);
  CREATE VIEW totals AS SELECT customer_id, sum(total) AS total FROM invoice GROUP BY customer_id;
  INSERT INTO customer VALUES (1, 'Ada', 'ada@example.org', 'gold'), (2, 'Bob', 'bob@example.org', 'silver');
`;

export const options = (generator: CommentGenerator, more: Partial<CommentOptions> = {}): CommentOptions => ({
  generator,
  concurrency: 4,
  sampleRows: 5,
  personalValues: false,
  ...more,
});

export const countsOf = ({
  status,
  processed,
  failed,
  total,
}: TaskResult): Pick<TaskResult, 'status' | 'processed' | 'failed' | 'total'> => ({ status, processed, failed, total });
