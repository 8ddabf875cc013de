import * as vscode from 'vscode';
import type { output } from 'zod';
import { languageCodes } from '../../comments/prompt/languages';
import { withoutUndefined } from '../../operations/defined';
import { sourceEngines } from '../../sources/engines';
import { sshAuthentications, sslModes } from '../../sources/source';
import type { ArgumentParts } from '../arguments';
import { connectionSteps, type ConnectionDraft } from '../connection/connectionSteps';
import { askToOverrule } from '../connection/overruling';
import { takeSteps } from '../connection/steps';
import type { Services } from '../services';
import { defineCommand, runForPerson } from './command';
import { aboveTree } from './menus';

type Given = output<ReturnType<typeof argument>>;

const argument = ({ z, rowId, text }: ArgumentParts) =>
  z.strictObject({
    name: text,
    dbType: text,
    dbName: text,
    dbHost: z.string().optional(),
    dbPort: z.int().min(1).max(65_535).optional(),
    schema: z.string().optional(),
    userName: z.string().optional(),
    password: z.string().optional(),
    /** For servers. `true` means `require`, `false` means `disable`. */
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
    /** Whether views may be sampled also with a login that has rights beyond the data. */
    sampleViews: z.boolean().optional(),
    /** Whether the password may go without encryption to a server that is not this machine. */
    allowPlainPassword: z.boolean().optional(),
    language: z.enum(languageCodes).optional(),
    workspaceId: rowId.optional(),
  });

/** Registers a database after connecting to it once. */
export const addSqlDb = defineCommand({
  id: 'thoth.addSqlDb',
  title: 'Add Database…',
  icon: 'add',
  menus: [aboveTree('navigation@1')],
  argument,
  ask: (services) => askForConnection(services, {}),
  run: ({ sqlDbs }, given) => sqlDbs.add(given),
  async overrule({ sqlDbs }, error, given) {
    const refusal = await askToOverrule(error, given.name);
    if (refusal) await sqlDbs.overrule(given, refusal);
    return refusal !== undefined;
  },
  tell: ({ view }, id) => void view.reveal(id),
  actions: (services, _error, given) => [
    { title: vscode.l10n.t('Change the Connection…'), run: () => askAgain(services, given) },
  ],
});

async function askForConnection({ project }: Services, initial: ConnectionDraft): Promise<Given | undefined> {
  const { sqlDbs } = await project.get();
  const taken = (await sqlDbs.list()).map(({ name }) => name);
  const draft = await takeSteps(initial, connectionSteps(taken));
  return draft && givenBy(draft);
}

/** Asks the same questions again, filled in with the answers. */
function askAgain(services: Services, given: Given): Promise<unknown> {
  const ask = (): Promise<Given | undefined> => askForConnection(services, draftOf(given));
  return runForPerson(services, { ...addSqlDb, ask }, { nodes: [], files: [] });
}

function draftOf({
  dbType,
  ssl,
  ssh,
  workspaceId: _workspaceId,
  sampleViews: _sampleViews,
  allowPlainPassword: _allowPlainPassword,
  ...values
}: Given): ConnectionDraft {
  const engine = sourceEngines.get(dbType);
  const mode = typeof ssl === 'boolean' ? (ssl ? 'require' : 'disable') : ssl;
  return withoutUndefined({ ...values, engine, ssl: mode, ssh: ssh && withoutUndefined(ssh) });
}

function givenBy({ engine, pasted: _pasted, name = '', dbName = '', ...values }: ConnectionDraft): Given {
  return { ...values, name, dbType: engine?.dbType ?? '', dbName } as Given;
}
