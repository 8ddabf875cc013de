import { throwIfCancelled } from '../../base/errors';
import type { CommentGenerator, CommentOutcome, CommentRequest } from '../comment';
import { describeColumn } from './schemaColumn';
import { describeTable } from './schemaTable';
import { SchemaWriter } from './schemaWriter';

/**
 * Writes comments from the schema and the sample, without a model: from names, types, keys, references and values. The
 * same request gives the same comments, in English or Italian, and each says how it was made.
 */
export function createSchemaGenerator(): CommentGenerator {
  return {
    name: 'schema',
    usesModel: false,
    destination: '',
    async generate(request, signal) {
      throwIfCancelled(signal);
      const writer = new SchemaWriter(request.language);
      const outcomes: CommentOutcome[] = [];
      for (const item of request.items) outcomes.push(await describeItem(item, request, writer));
      throwIfCancelled(signal);
      return outcomes;
    },
    preview: () => Promise.resolve(''),
  };
}

async function describeItem(item: string, request: CommentRequest, writer: SchemaWriter): Promise<CommentOutcome> {
  const { table, subject } = request;
  if (subject === 'table') return { item, comment: await describeTable(table, writer) };
  const column = table.columns.find(({ name }) => name === item);
  if (!column) return { item, error: `The table "${table.name}" has no column "${item}".` };
  return { item, comment: describeColumn(column, table, writer) };
}
