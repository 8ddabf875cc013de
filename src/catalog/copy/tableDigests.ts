import { createHash, type Hash } from 'node:crypto';
import { yieldToEventLoop } from '../../base/clock';
import type { TableRows } from '../catalog';
import type { TableName } from '../fields';

/** Computes a digest of the contents of each table from its rows, which must come in order. */
export class TableDigests {
  private readonly hashes = new Map<TableName, Hash>();

  /** The digests of all these rows. */
  static async of(pages: AsyncIterable<TableRows>): Promise<TableDigests> {
    const digests = new TableDigests();
    for await (const page of pages) {
      digests.add(page);
      await yieldToEventLoop();
    }
    return digests;
  }

  add({ table, rows }: TableRows): void {
    const hash = this.hashes.get(table) ?? createHash('sha256');
    this.hashes.set(table, hash);
    for (const row of rows) hash.update(JSON.stringify(row));
  }

  /** A table with other contents in `others`; undefined if all are the same. */
  differenceFrom(others: TableDigests): TableName | undefined {
    const tables = new Set([...this.hashes.keys(), ...others.hashes.keys()]);
    return [...tables].find((table) => this.digest(table) !== others.digest(table));
  }

  private digest(table: TableName): string {
    return this.hashes.get(table)?.copy().digest('base64') ?? '';
  }
}
