import { z } from 'zod';
import { ThothError } from '../base/errors';

const rowId = z.int().positive();
const text = z.string().trim().min(1);

/**
 * The parts of the commands' schemas. They are passed as an argument, because zod is loaded when it is first needed.
 */
export const argumentParts = {
  z,
  rowId,
  text,
  /** At least one name. */
  names: z.array(z.string().min(1)).min(1),
  /** A table or a column. */
  element: z.strictObject({ type: z.enum(['table', 'column']), id: rowId }),
  sqlDb: z.strictObject({ sqlDbId: rowId }),
  workspace: z.strictObject({ workspaceId: rowId }),
  /** What is described, and whether the summary before a model run is shown. */
  generation: {
    mode: z.enum(['missing', 'failed', 'all']).optional(),
    confirm: z.boolean().optional(),
  },
};

export type ArgumentParts = typeof argumentParts;

/**
 * Validates the argument object of a command.
 * @throws ThothError INVALID_ARGUMENT, which names each invalid field
 */
export function parseArgument<Schema extends z.ZodType>(
  command: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = [...new Set(result.error.issues.flatMap((issue) => sentences(issue)))].join('; ');
  throw new ThothError('INVALID_ARGUMENT', `The argument of ${command} is not valid: ${problems}.`, {
    cause: result.error,
  });
}

/** One sentence for an issue; if no alternative of a union fits, one for each. */
function sentences(issue: z.core.$ZodIssue, path: readonly PropertyKey[] = issue.path): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return issue.errors.flatMap((errors) => errors.flatMap((error) => sentences(error, [...path, ...error.path])));
  }
  const field = path.map(String).join('.');
  return [field ? `"${field}": ${issue.message}` : issue.message];
}
