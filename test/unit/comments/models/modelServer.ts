import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the server received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: {
    readonly model?: string;
    readonly response_format?: unknown;
    readonly messages?: readonly { readonly role: string; readonly content: string }[];
  };
  /** The names that are to be described, and the table that they belong to; empty if the request names none. */
  readonly items: readonly string[];
  readonly table: string;
}

/** How the server answers a request for comments. */
export type Behaviour =
  /** A comment for each item, `Comment of NAME` where nothing else is given; at once, or when `after` resolves. */
  | { readonly kind: 'good'; readonly comment?: (item: string) => string; readonly after?: () => Promise<unknown> }
  /** Never, until the client closes the connection. */
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly message?: string;
    }
  /** Closes the connection, before the answer or in the middle of it. */
  | { readonly kind: 'drop'; readonly after: 'request' | 'headers' }
  /** Any text as the model's reply. */
  | { readonly kind: 'reply'; readonly text: string; readonly finishReason?: string }
  /** Any text in place of OpenAI's protocol. */
  | { readonly kind: 'raw'; readonly text: string; readonly type?: string }
  /** Like `good`, but refuses requests that ask for a form of the reply. */
  | { readonly kind: 'noSchema' };

/** A server that speaks OpenAI's protocol on this machine, and misbehaves on request. */
export interface ModelServer {
  /** The address before `/chat/completions`. */
  readonly baseUrl: string;
  /** All requests so far, in their order. */
  readonly requests: readonly ReceivedRequest[];
  /** How many clients have closed the connection before they received the answer. */
  readonly hangUps: number;
  /** How many requests are being answered, and the largest number so far. */
  readonly running: number;
  readonly mostRunning: number;
  /** Answers the next requests like this, one after the other. */
  next(...behaviours: readonly Behaviour[]): void;
  /** Answers all other requests like this; `good` at the beginning. */
  always(behaviour: Behaviour): void;
  /** Resolves after this number of requests. */
  received(count: number): Promise<void>;
  /** Resolves after this number of clients have closed the connection. */
  hungUp(count: number): Promise<void>;
  close(): Promise<void>;
}

/** What it offers under `/models`. */
export const offeredModels = ['test-model', 'another-model'];

export async function startModelServer(): Promise<ModelServer> {
  const requests: ReceivedRequest[] = [];
  const queue: Behaviour[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const state = { usual: { kind: 'good' } as Behaviour, hangUps: 0, running: 0, mostRunning: 0 };
  const changed = (): void => watchers.forEach((watch) => watch());

  const server = createServer((request, response) => {
    state.running += 1;
    state.mostRunning = Math.max(state.mostRunning, state.running);
    response.on('close', () => {
      state.running -= 1;
      if (!response.writableFinished) state.hangUps += 1;
      changed();
    });
    void readRequest(request).then((received) => {
      requests.push(received);
      changed();
      if (received.path.endsWith('/models')) {
        sendJson(response, { object: 'list', data: offeredModels.map((id) => ({ id, object: 'model' })) });
      } else answer(received, queue.shift() ?? state.usual, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const watch = (): void => {
        if (!holds()) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get hangUps() {
      return state.hangUps;
    },
    get running() {
      return state.running;
    },
    get mostRunning() {
      return state.mostRunning;
    },
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => void (state.usual = behaviour),
    received: (count) => until(() => requests.length >= count),
    hungUp: (count) => until(() => state.hangUps >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function readRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  const body = (text === '' ? {} : JSON.parse(text)) as ReceivedRequest['body'];
  const asked = askedFor(body.messages?.find(({ role }) => role === 'user')?.content ?? '');
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    headers: request.headers,
    body,
    items: asked?.describe ?? [],
    table: asked?.table.name ?? '',
  };
}

/** The names in the data between the markers of a prompt. */
export function itemsOf(prompt: string): readonly string[] {
  return askedFor(prompt)?.describe ?? [];
}

function askedFor(
  prompt: string,
): { readonly describe: readonly string[]; readonly table: { readonly name: string } } | undefined {
  const data = /^BEGIN (\S+)\n([\s\S]*)\nEND \1$/m.exec(prompt)?.[2];
  return data === undefined ? undefined : (JSON.parse(data) as ReturnType<typeof askedFor>);
}

function answer(request: ReceivedRequest, behaviour: Behaviour, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'good': {
      const { after = () => Promise.resolve(), comment } = behaviour;
      return void after().then(() => sendReply(response, goodReply(request.items, comment)));
    }
    case 'silent':
      return;
    case 'status':
      return sendJson(response, { error: { message: behaviour.message ?? 'asked to fail' } }, behaviour);
    case 'drop':
      if (behaviour.after === 'request') return void response.destroy();
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      return void response.write('{"choices": [', () => response.destroy());
    case 'reply':
      return sendReply(response, behaviour.text, behaviour.finishReason);
    case 'raw':
      response.writeHead(200, { 'content-type': behaviour.type ?? 'application/json' });
      return void response.end(behaviour.text);
    case 'noSchema':
      if (request.body.response_format === undefined) return sendReply(response, goodReply(request.items));
      return sendJson(
        response,
        { error: { message: "'response_format.type' must be 'text'", param: 'response_format' } },
        { status: 400 },
      );
  }
}

/** The answer of a well-behaved model. */
export function goodReply(items: readonly string[], comment = (item: string): string => `Comment of ${item}`): string {
  return JSON.stringify({ comments: items.map((name) => ({ name, comment: comment(name) })) });
}

function sendReply(response: ServerResponse, content: string, finishReason = 'stop'): void {
  const message = { role: 'assistant', content };
  const choices = [{ index: 0, finish_reason: finishReason, message }];
  sendJson(response, { id: '1', object: 'chat.completion', choices });
}

function sendJson(
  response: ServerResponse,
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
