import { ThothError } from '../../../src/base/errors';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';

export interface Opened {
  readonly code: string;
  readonly message: string;
}

/** Opens a project database, reads it and writes into it, and returns the error that it got. */
export async function openProject({ file }: { readonly file: string }): Promise<Opened> {
  try {
    const catalog = await openProjectDatabase({ file });
    try {
      await catalog.sqlDbs.list();
      await catalog.workspaces.add('shops');
    } finally {
      await catalog.close();
    }
    return { code: 'WRITTEN', message: '' };
  } catch (error) {
    if (error instanceof ThothError) return { code: error.code, message: error.message };
    throw error;
  }
}
