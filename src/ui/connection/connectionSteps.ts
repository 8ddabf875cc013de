import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../base/errors';
import { languageCodes } from '../../comments/prompt/languages';
import { parseConnectionString } from '../../sources/server/connectionString';
import { sourceEngines } from '../../sources/engines';
import type { SourceEngine, SshSettings, SslMode } from '../../sources/source';
import { languageName } from '../languages';
import { parseServerAddress, serverAddressText } from './serverAddress';
import { askChoice, askText, type Answer, type Choice, type Position, type Step } from './steps';
import { locale } from '../texts/editorLanguage';
import { uniqueName } from './uniqueName';

/** A connection as far as a person has described it. */
export interface ConnectionDraft {
  /** Set once the kind of database is chosen. */
  readonly engine?: SourceEngine;
  /** Whether the rest comes from a connection string that is to be pasted. */
  readonly pasted?: boolean;
  readonly name?: string;
  readonly dbName?: string;
  readonly dbHost?: string;
  readonly dbPort?: number;
  readonly schema?: string;
  readonly userName?: string;
  readonly password?: string;
  readonly ssl?: SslMode;
  readonly sslCaFile?: string;
  readonly ssh?: SshSettings;
  readonly language?: string;
}

type ConnectionStep = Step<ConnectionDraft>;

/** The questions that lead to a connection, as far as they are known by the answers so far. */
export function connectionSteps(takenNames: readonly string[]): (draft: ConnectionDraft) => readonly ConnectionStep[] {
  const last = [askLanguage, askName(takenNames)];
  return ({ engine, pasted, ssl, ssh }) => {
    if (pasted) return [askKind, askConnectionString, ...serverSteps(engine, ssl, ssh), ...last];
    if (!engine) return [askKind];
    return engine.isFile ? [askKind, askFile, ...last] : [askKind, ...serverSteps(engine, ssl, ssh), ...last];
  };
}

function serverSteps(
  engine: SourceEngine | undefined,
  ssl: SslMode | undefined,
  ssh: SshSettings | undefined,
): readonly ConnectionStep[] {
  return [
    askServer,
    askDatabase,
    ...(engine?.defaultSchema ? [askSchema] : []),
    askUser,
    askPassword,
    askEncryption,
    ...(ssl === 'verify-full' ? [askAuthority] : []),
    askTunnel,
    ...(ssh ? [askGateway] : []),
    ...(ssh?.authentication === 'key' ? [askKeyFile] : []),
    ...(ssh && ssh.authentication !== 'agent' ? [askSshSecret] : []),
  ];
}

const title = (): string => vscode.l10n.t('Add Database');
const required = (text: string): string | undefined =>
  text === '' ? vscode.l10n.t('This cannot be empty.') : undefined;

/** The draft with an answer in it. */
async function answered<Value>(
  asking: Promise<Answer<Value>>,
  put: (value: Value) => ConnectionDraft,
): Promise<Answer<ConnectionDraft>> {
  const answer = await asking;
  return answer === undefined || answer === 'back' ? answer : { value: put(answer.value) };
}

function askKind(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const engines = [...sourceEngines.values()];
  const choices: Choice<SourceEngine | 'pasted'>[] = [
    ...engines.map((engine) => ({
      label: engine.label,
      description: engine.isFile ? vscode.l10n.t('a file') : vscode.l10n.t('a server'),
      iconPath: new vscode.ThemeIcon(engine.isFile ? 'file' : 'server'),
      value: engine,
    })),
    {
      label: vscode.l10n.t('Paste a connection string…'),
      description: engines.flatMap(({ urlSchemes }) => urlSchemes.map((scheme) => `${scheme}://`)).join(' '),
      iconPath: new vscode.ThemeIcon('clippy'),
      value: 'pasted',
    },
  ];
  const isActive = (value: SourceEngine | 'pasted'): boolean => value === (draft.pasted ? 'pasted' : draft.engine);
  return answered(
    askChoice({ title: vscode.l10n.t('What Kind of Database?'), choices }, isActive, position),
    (value) => {
      const { engine, pasted: _pasted, ...rest } = draft;
      if (value === 'pasted') return { ...rest, ...(draft.pasted && engine && { engine }), pasted: true };
      return value === engine
        ? { ...rest, engine }
        : { ...(draft.name !== undefined && { name: draft.name }), engine: value };
    },
  );
}

async function askFile(draft: ConnectionDraft): Promise<Answer<ConnectionDraft>> {
  const { label = '', fileExtensions = [] }: Partial<SourceEngine> = draft.engine ?? {};
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a Database File'),
    openLabel: vscode.l10n.t('Add'),
    filters: { [vscode.l10n.t('{0} databases', label)]: [...fileExtensions], [vscode.l10n.t('All files')]: ['*'] },
  });
  const file = picked?.[0];
  if (!file) return 'back';
  return { value: { ...draft, dbName: file.scheme === 'file' ? file.fsPath : file.toString(true) } };
}

function askConnectionString(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const engines = [...sourceEngines.values()];
  const problem = (text: string): string | undefined => {
    try {
      parseConnectionString(text, engines);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  const question = {
    title: title(),
    prompt: vscode.l10n.t('The connection string; its password goes to the editor’s secret storage and nowhere else.'),
    placeholder: 'postgres://user:password@host:5432/database',
    value: '',
    validate: problem,
    // it holds a password, as likely as not
    password: true,
  };
  return answered(askText(question, position), (text) => {
    const { dbType, ...parsed } = parseConnectionString(text, engines);
    const engine = sourceEngines.get(dbType);
    return { ...draft, ...parsed, ...(engine && { engine }) };
  });
}

function askServer(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { dbHost: host = 'localhost', dbPort: port = draft.engine?.defaultPort } = draft;
  const question = {
    title: title(),
    prompt: vscode.l10n.t('The server, as host or host:port'),
    value: serverAddressText({ host, ...(port !== undefined && { port }) }),
    validate: (text: string) =>
      parseServerAddress(text) ? undefined : vscode.l10n.t('Give a host, or host:port with a port from 1 to 65535.'),
  };
  return answered(askText(question, position), (text) => {
    const address = parseServerAddress(text);
    const dbPort = address?.port ?? draft.engine?.defaultPort;
    return { ...draft, dbHost: address?.host ?? text, ...(dbPort !== undefined && { dbPort }) };
  });
}

function askDatabase(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { dbName: value = '' } = draft;
  const question = { title: title(), prompt: vscode.l10n.t('The name of the database'), value, validate: required };
  return answered(askText(question, position), (dbName) => ({ ...draft, dbName }));
}

function askSchema(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { schema: value = '' } = draft;
  const placeholder = draft.engine?.defaultSchema ?? '';
  const prompt = vscode.l10n.t('The schema to describe; empty for “{0}”', placeholder);
  return answered(askText({ title: title(), prompt, value, placeholder }, position), (schema) => {
    const { schema: _before, ...rest } = draft;
    return schema === '' ? rest : { ...rest, schema };
  });
}

function askUser(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { userName: value = '' } = draft;
  const prompt = vscode.l10n.t('The user; one who may only read is enough');
  return answered(askText({ title: title(), prompt, value, validate: required }, position), (userName) => ({
    ...draft,
    userName,
  }));
}

function askPassword(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { password: value = '' } = draft;
  const prompt = vscode.l10n.t('The password; kept in the editor’s secret storage. Empty where none is needed.');
  return answered(askText({ title: title(), prompt, value, password: true }, position), (password) => {
    const { password: _before, ...rest } = draft;
    return password === '' ? rest : { ...rest, password };
  });
}

function askEncryption(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const choices: Choice<SslMode>[] = [
    { label: 'prefer', description: vscode.l10n.t('encrypted where the server can'), value: 'prefer' },
    { label: 'require', description: vscode.l10n.t('encrypted or not at all'), value: 'require' },
    {
      label: 'verify-full',
      description: vscode.l10n.t('encrypted, and the certificate and the host’s name are checked'),
      value: 'verify-full',
    },
    { label: 'disable', description: vscode.l10n.t('never encrypted'), value: 'disable' },
  ];
  const question = { title: vscode.l10n.t('How Is the Connection Encrypted (TLS)?'), choices };
  return answered(
    askChoice(question, (value) => value === (draft.ssl ?? 'prefer'), position),
    (ssl) => ({ ...draft, ssl }),
  );
}

function askAuthority(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { sslCaFile: value = '' } = draft;
  const prompt = vscode.l10n.t('A file with the trusted certificates (PEM); empty for those of the system');
  return answered(askText({ title: title(), prompt, value }, position), (sslCaFile) => {
    const { sslCaFile: _before, ...rest } = draft;
    return sslCaFile === '' ? rest : { ...rest, sslCaFile };
  });
}

function askTunnel(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const choices: Choice<SshSettings['authentication'] | 'none'>[] = [
    { label: vscode.l10n.t('Directly'), value: 'none' },
    { label: vscode.l10n.t('Through SSH, with a key file'), value: 'key' },
    { label: vscode.l10n.t('Through SSH, with the keys of an agent'), value: 'agent' },
    { label: vscode.l10n.t('Through SSH, with a password'), value: 'password' },
  ];
  const question = { title: vscode.l10n.t('How Is the Server Reached?'), choices };
  const isActive = (value: string): boolean => value === (draft.ssh?.authentication ?? 'none');
  return answered(askChoice(question, isActive, position), (authentication) => {
    const { ssh, ...rest } = draft;
    if (authentication === 'none') return rest;
    return { ...rest, ssh: { host: '', userName: '', ...ssh, authentication } };
  });
}

/** Changes the way through SSH, which is there whenever this is asked. */
function withSsh(draft: ConnectionDraft, changes: Partial<SshSettings>): ConnectionDraft {
  return { ...draft, ssh: { host: '', userName: '', authentication: 'agent', ...draft.ssh, ...changes } };
}

function askGateway(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const { host = '', port, userName = '' } = draft.ssh ?? {};
  const address = { user: userName, host, ...(port !== undefined && { port }) };
  const question = {
    title: title(),
    prompt: vscode.l10n.t('The SSH server, as user@host or user@host:port; its key must be in the file of known hosts'),
    value: host === '' ? '' : serverAddressText(address),
    placeholder: 'user@gateway.example.org',
    validate: (text: string) =>
      parseServerAddress(text)?.user === undefined ? vscode.l10n.t('Give user@host, or user@host:port.') : undefined,
  };
  return answered(askText(question, position), (text) => {
    const given = parseServerAddress(text);
    const { port: _before, ...rest } = draft.ssh ?? { port: undefined };
    return withSsh(
      { ...draft, ssh: { host: '', userName: '', authentication: 'agent', ...rest } },
      {
        host: given?.host ?? text,
        userName: given?.user ?? '',
        ...(given?.port !== undefined && { port: given.port }),
      },
    );
  });
}

function askKeyFile(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const question = {
    title: title(),
    prompt: vscode.l10n.t('The file of the private key'),
    value: draft.ssh?.keyFile ?? '~/.ssh/id_ed25519',
    validate: required,
  };
  return answered(askText(question, position), (keyFile) => withSsh(draft, { keyFile }));
}

function askSshSecret(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const prompt =
    draft.ssh?.authentication === 'key'
      ? vscode.l10n.t('The passphrase of the key; empty where it has none')
      : vscode.l10n.t('The password of the SSH user');
  const question = { title: title(), prompt, value: draft.ssh?.secret ?? '', password: true };
  return answered(askText(question, position), (secret) => withSsh(draft, { secret }));
}

function askLanguage(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const choices = languageCodes.map((language) => ({
    label: languageName(language, locale()),
    description: language,
    value: language,
  }));
  const own = locale().slice(0, 2);
  const wanted = draft.language ?? (choices.some(({ value }) => value === own) ? own : 'en');
  choices.sort(
    (one, other) =>
      Number(other.value === wanted) - Number(one.value === wanted) || one.label.localeCompare(other.label, locale()),
  );
  const question = { title: vscode.l10n.t('In Which Language Are Comments Written?'), choices };
  return answered(
    askChoice(question, (value) => value === wanted, position),
    (language) => ({ ...draft, language }),
  );
}

function askName(taken: readonly string[]): ConnectionStep {
  return (draft, position) => {
    const question = {
      title: title(),
      prompt: vscode.l10n.t('How it is called in Thoth'),
      value: draft.name ?? uniqueName(nameOfDraft(draft), taken),
      validate: (text: string) =>
        required(text) ?? (taken.includes(text) ? vscode.l10n.t('Another database has this name.') : undefined),
    };
    return answered(askText(question, position), (name) => ({ ...draft, name }));
  };
}

function nameOfDraft({ engine, dbName = '' }: ConnectionDraft): string {
  return engine?.isFile ? nameOfFile(dbName) : dbName;
}

/** What a database file is called to begin with. */
export function nameOfFile(file: string): string {
  return basename(file, extname(file)) || basename(file);
}
