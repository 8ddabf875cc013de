import { z } from 'zod';
import { ThothError } from '../base/errors';
import { languageCodes } from '../comments/prompt/languages';
import { sshAuthentications, sslModes } from '../sources/source';
import { commandIds } from './ids';

const rowId = z.int().positive();
const text = z.string().trim().min(1);
const someSqlDb = z.strictObject({ sqlDbId: rowId });
const someWorkspace = z.strictObject({ workspaceId: rowId });
const kind = text;
const names = z.array(z.string().min(1)).min(1);
const element = z.strictObject({ type: z.enum(['table', 'column']), id: rowId });
/** How comments are generated: what is described, and whether the summary before a model run is shown. */
const generation = {
  mode: z.enum(['missing', 'failed', 'all']).optional(),
  confirm: z.boolean().optional(),
};

const accepted = z.strictObject({
  sqlDbId: rowId,
  tables: names.optional(),
  columns: z.array(z.string().min(1)).optional(),
});

/** The argument object of each command that takes one. */
const argumentSchemas = {
  [commandIds.addSqlDb]: z.strictObject({
    name: text,
    dbType: text,
    dbName: text,
    dbHost: z.string().optional(),
    dbPort: z.int().min(1).max(65_535).optional(),
    schema: z.string().optional(),
    userName: z.string().optional(),
    password: z.string().optional(),
    /** For servers; a file has no use for it. `true` means `require`, `false` means `disable`. */
    ssl: z.union([z.boolean(), z.enum(sslModes)]).optional(),
    sslCaFile: text.optional(),
    /** The server through which the database is reached. */
    ssh: z
      .strictObject({
        host: text,
        port: z.int().min(1).max(65_535).optional(),
        userName: text,
        authentication: z.enum(sshAuthentications),
        keyFile: text.optional(),
        knownHostsFile: text.optional(),
        /** The password, or the passphrase of the key. */
        secret: z.string().optional(),
      })
      .optional(),
    language: z.enum(languageCodes).optional(),
    workspaceId: rowId.optional(),
  }),
  [commandIds.addSqlDbFromFile]: z.strictObject({ file: text }),
  [commandIds.removeSqlDb]: someSqlDb,
  [commandIds.testConnection]: someSqlDb,
  [commandIds.createDbElements]: z.union([someSqlDb, z.strictObject({ sqlDbIds: z.array(rowId).min(1) })]),
  [commandIds.generateTableComments]: z.strictObject({ sqlDbId: rowId, tables: names.optional(), ...generation }),
  [commandIds.generateColumnComments]: z.strictObject({
    sqlDbId: rowId,
    tables: names.optional(),
    columns: names.optional(),
    ...generation,
  }),
  [commandIds.generateWorkspaceTableComments]: z.strictObject({ workspaceId: rowId, ...generation }),
  [commandIds.generateWorkspaceColumnComments]: z.strictObject({ workspaceId: rowId, ...generation }),
  [commandIds.acceptComments]: accepted,
  [commandIds.acceptTableWithColumns]: accepted,
  [commandIds.editDescription]: z.strictObject({ element, description: z.string() }),
  [commandIds.clearComment]: z.strictObject({ element }),
  [commandIds.addWorkspace]: z.strictObject({ name: text }),
  [commandIds.renameWorkspace]: z.strictObject({ workspaceId: rowId, name: text }),
  [commandIds.removeWorkspace]: someWorkspace,
  [commandIds.moveToWorkspace]: z.strictObject({
    sqlDbIds: z.array(rowId).min(1),
    workspaceId: rowId.nullable(),
  }),
  [commandIds.cancelTask]: z.strictObject({ taskId: text }),
  [commandIds.resetTaskStatus]: z.union([
    z.strictObject({ sqlDbId: rowId, kind, reason: text.optional() }),
    z.strictObject({ workspaceId: rowId, kind, reason: text.optional() }),
  ]),
  [commandIds.showTaskLog]: z.union([
    z.strictObject({ taskId: text }),
    z.strictObject({ sqlDbId: rowId, kind }),
    z.strictObject({ workspaceId: rowId, kind }),
  ]),
  [commandIds.saveTaskLog]: z.strictObject({ taskId: text, file: text.optional() }),
};

export type CommandWithArguments = keyof typeof argumentSchemas;

/** The argument object of a command. */
export type CommandArguments<Id extends CommandWithArguments> = z.output<(typeof argumentSchemas)[Id]>;

/**
 * Checks what a program handed to a command.
 * @throws ThothError INVALID_ARGUMENT, naming each field that is wrong
 */
export function parseArguments<Id extends CommandWithArguments>(command: Id, value: unknown): CommandArguments<Id> {
  const result = argumentSchemas[command].safeParse(value);
  if (result.success) return result.data as CommandArguments<Id>;
  const problems = [...new Set(result.error.issues.flatMap((issue) => sentences(issue)))].join('; ');
  throw new ThothError('INVALID_ARGUMENT', `The argument of ${command} is not valid: ${problems}.`, {
    cause: result.error,
  });
}

/** One sentence for an issue; for each way to fill a union, where none fits. */
function sentences(issue: z.core.$ZodIssue, path: readonly PropertyKey[] = issue.path): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return issue.errors.flatMap((errors) => errors.flatMap((error) => sentences(error, [...path, ...error.path])));
  }
  const field = path.map(String).join('.');
  return [field ? `"${field}": ${issue.message}` : issue.message];
}
