import type { AnyAuthMethod, AuthenticationType } from 'ssh2';
import { messageOf, ThothError } from '../../base/errors';
import type { SshSettings } from '../source';
import { plain, sshServerText } from './errors';
import { expandHome } from './files';
import { keyAgent, readPrivateKey } from './privateKey';

/** The name of each way to log in, and the advice when a server refuses it. */
const ways: Readonly<Record<SshSettings['authentication'], { what: string; advice: string }>> = {
  password: { what: 'the password', advice: 'Check the user name and the password' },
  key: {
    what: 'the private key',
    advice: 'Check the user name, and that the public half stands in the ~/.ssh/authorized_keys of that user',
  },
  agent: {
    what: 'every key of the SSH agent',
    advice: 'Check the user name, and that the agent holds the right key (ssh-add -l shows them)',
  },
};

/** One login: requests the methods that the server accepts, then tries the configured one once. */
export class Login {
  private tried = false;
  private accepted: readonly string[] = [];
  private wantsMore = false;
  private agentError: unknown;

  private constructor(
    private readonly ssh: SshSettings,
    private readonly methods: readonly AnyAuthMethod[],
  ) {}

  /**
   * Prepares the login: reads the key, or finds the agent.
   * @throws ThothError SSH_LOGIN_REFUSED, SSH_FAILED or INVALID_ARGUMENT for what is missing or invalid, CANCELLED
   */
  static async prepare(ssh: SshSettings, signal: AbortSignal): Promise<Login> {
    return new Login(ssh, await methodsOf(ssh, signal));
  }

  /**
   * The next method to try.
   * @param accepted the methods that the server accepts; null before the first attempt
   * @returns false if there is nothing left to try
   */
  next(accepted: readonly AuthenticationType[] | null, partly: boolean | null): AnyAuthMethod | false {
    if (!accepted) return { type: 'none', username: this.ssh.userName };
    this.accepted = accepted;
    this.wantsMore = partly === true;
    if (this.tried) return false;
    const method = this.methods.find(({ type }) => accepted.includes(type === 'agent' ? 'publickey' : type));
    this.tried = method !== undefined;
    return method ?? false;
  }

  /** Stores the error of an agent, since the server will only report that the login failed. */
  agentFailed(error: unknown): void {
    this.agentError = error;
  }

  /** The error for a login that was refused. */
  refusal(cause: unknown): ThothError {
    return new ThothError('SSH_LOGIN_REFUSED', this.reason(), { cause });
  }

  /** The error for a password that is correct but expired. */
  expiry(): ThothError {
    return new ThothError(
      'SSH_LOGIN_REFUSED',
      `The password of "${this.ssh.userName}" at the SSH server "${sshServerText(this.ssh)}" has expired. Change it there, ` +
        'with ssh in a terminal, and enter the new one.',
    );
  }

  private reason(): string {
    const { userName, authentication, keyFile } = this.ssh;
    const server = sshServerText(this.ssh);
    const { what, advice } = ways[authentication];
    const accepted = plain(this.accepted.join(', '));
    if (this.agentError !== undefined) {
      const failure = plain(messageOf(this.agentError));
      return `The key could not be used to log in to "${server}": ${failure}. Check that the SSH agent runs.`;
    }
    if (!this.tried) {
      return `The SSH server "${server}" does not accept ${what}. It wants: ${accepted}. Choose another way to log in.`;
    }
    if (this.wantsMore) {
      return `The SSH server "${server}" wants more than ${what}, which Thoth cannot give. It wants: ${accepted}.`;
    }
    const which = authentication === 'key' ? `${what} "${keyFile}"` : what;
    return `The SSH server "${server}" refused ${which} of the user "${userName}". ${advice}.`;
  }
}

async function methodsOf(ssh: SshSettings, signal: AbortSignal): Promise<readonly AnyAuthMethod[]> {
  const { userName: username, authentication, keyFile, secret } = ssh;
  switch (authentication) {
    case 'password': {
      const password = secret;
      if (!password) {
        const message = `There is no password for "${username}" at the SSH server "${sshServerText(ssh)}". Enter it.`;
        throw new ThothError('SSH_LOGIN_REFUSED', message);
      }
      return [
        { type: 'password', username, password },
        { type: 'keyboard-interactive', username, prompt: answerOnce(password) },
      ];
    }
    case 'key': {
      if (!keyFile) throw new ThothError('INVALID_ARGUMENT', 'Choose the file of the private key for the SSH server.');
      const key = await readPrivateKey(expandHome(keyFile), secret, signal);
      const { BaseAgent } = await import('ssh2');
      return [{ type: 'agent', username, agent: keyAgent(BaseAgent, key) }];
    }
    case 'agent':
      return [{ type: 'agent', username, agent: agentAddress() }];
  }
}

type Prompt = Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt'];

/** Answers the first question with the password, and any other with an empty text. */
function answerOnce(password: string): Prompt {
  let answered = false;
  return (_name, _instructions, _language, prompts, finish) => {
    finish(prompts.map(() => (answered ? '' : password)));
    answered = true;
  };
}

/** @throws ThothError SSH_LOGIN_REFUSED where no agent is known */
function agentAddress(): string {
  const address = process.env['SSH_AUTH_SOCK'];
  if (address) return address;
  if (process.platform === 'win32') return String.raw`\\.\pipe\openssh-ssh-agent`;
  throw new ThothError(
    'SSH_LOGIN_REFUSED',
    'There is no SSH agent: SSH_AUTH_SOCK is not set. Start VS Code from where the agent is known, or use a key file.',
  );
}
