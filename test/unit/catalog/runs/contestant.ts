import { openProjectDatabase, type ProjectDatabaseLocation } from '../../../../src/catalog/projectDatabase';
import { aClaim, anEnd } from '../support';

/** A message from the test to a window. */
export type Request =
  | { readonly do: 'open'; readonly location: ProjectDatabaseLocation }
  | { readonly do: 'claim' | 'end'; readonly sqlDbId: number; readonly taskId: string }
  | { readonly do: 'close' };

/** The window's answer: whether it won the claim, or who did. */
export interface Answer {
  readonly won?: boolean;
  readonly holder?: string;
  readonly error?: string;
}

let catalog: Awaited<ReturnType<typeof openProjectDatabase>>;

async function answer(request: Request): Promise<Answer> {
  switch (request.do) {
    case 'open':
      catalog = await openProjectDatabase(request.location);
      return {};
    case 'claim': {
      const result = await catalog.runs.claim(aClaim(request.sqlDbId, request.taskId, { now: Date.now() }));
      return result.claimed ? { won: true } : { won: false, holder: result.holder.taskId };
    }
    case 'end': {
      const owner = { type: 'sqlDb' as const, id: request.sqlDbId };
      return { won: await catalog.runs.end(request.taskId, owner, 'db_elements', anEnd({ now: Date.now() })) };
    }
    case 'close':
      await catalog.close();
      process.disconnect();
      return {};
  }
}

process.on('message', (request: Request) => {
  void answer(request)
    .catch((error: unknown): Answer => ({ error: String(error) }))
    .then((reply) => (process.connected ? process.send?.(reply) : undefined));
});
