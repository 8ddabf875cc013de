import * as vscode from 'vscode';
import type { SslMode } from '../../sources/source';
import { answered, required, title, type ConnectionDraft, type ConnectionStep } from './draft';
import { parseServerAddress, serverAddressText } from './serverAddress';
import { sshSteps } from './sshSteps';
import { askChoice, askText, type Answer, type Choice, type Position } from './steps';

/** The questions about a database on a server; each answer decides which ones follow. */
export function serverSteps({ engine, ssl, ssh }: ConnectionDraft): readonly ConnectionStep[] {
  return [
    askServer,
    askDatabase,
    ...(engine?.defaultSchema ? [askSchema] : []),
    askUser,
    askPassword,
    askEncryption,
    ...(ssl === 'verify-full' ? [askAuthority] : []),
    ...sshSteps(ssh),
  ];
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
