import * as vscode from 'vscode';
import type { SshSettings } from '../../sources/source';
import { answered, required, title, type ConnectionDraft, type ConnectionStep } from './draft';
import { parseServerAddress, serverAddressText } from './serverAddress';
import { askChoice, askText, type Answer, type Choice, type Position } from './steps';

/** How the server is reached, and the questions about the SSH server if one is used. */
export function sshSteps(ssh: SshSettings | undefined): readonly ConnectionStep[] {
  return [
    askTunnel,
    ...(ssh ? [askGateway] : []),
    ...(ssh?.authentication === 'key' ? [askKeyFile] : []),
    ...(ssh && ssh.authentication !== 'agent' ? [askSshSecret] : []),
  ];
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

/** Changes the SSH settings, which exist when a question about them is asked. */
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
