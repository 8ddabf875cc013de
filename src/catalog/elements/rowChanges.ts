import type { SyncCounts } from '../catalog';
import type { Connection } from '../storage/connection';
import { slicesOf, type PackedRow } from '../storage/packedRows';
import { insertPacked, updatePacked, updateRows, type PartsPacker, type WrittenFields } from '../storage/writtenFields';

/** Counts what a sync did. */
export type Tally = { -readonly [Count in keyof SyncCounts]: number };

export function newTally(): Tally {
  return { created: 0, updated: 0, skipped: 0, gone: 0 };
}

/** Which fields of a table a sync writes. */
export interface SyncedFields<New extends object, Changed extends ElementState> {
  readonly inserted: WrittenFields<New>;
  readonly updated: WrittenFields<Changed>;
  readonly markedGone: WrittenFields<ElementState>;
}

/** Whether an element is gone from its source, and since when. */
interface ElementState {
  readonly id: number;
  readonly goneAt: number | null;
}

/** The row changes for a table with these synced fields. */
export type ChangesOf<Synced> =
  Synced extends SyncedFields<infer New, infer Changed> ? RowChanges<New, Changed> : never;

/**
 * The changes to one table: new rows, changed rows, and rows that the source no longer has. A row comes in two parts,
 * as `WrittenFields.partsPacker` takes it.
 */
export class RowChanges<New extends object, Changed extends ElementState> {
  private readonly inserted: PackedRow[] = [];
  private readonly updated: PackedRow[] = [];
  private readonly gone: ElementState[] = [];
  private readonly packInserted: PartsPacker<New>;
  private readonly packUpdated: PartsPacker<Changed>;

  /** @param now when rows are marked as gone */
  constructor(
    private readonly connection: Connection,
    private readonly fields: SyncedFields<New, Changed>,
    private readonly now: number,
  ) {
    this.packInserted = fields.inserted.partsPacker(connection.dialect);
    this.packUpdated = fields.updated.partsPacker(connection.dialect);
  }

  insert<Part extends Partial<New>>(part: Part, rest: Omit<New, keyof Part>): void {
    this.inserted.push(this.packInserted(part, rest));
  }

  update<Part extends Partial<Changed>>(part: Part, rest: Omit<Changed, keyof Part>): void {
    this.updated.push(this.packUpdated(part, rest));
  }

  markGone(id: number): void {
    this.gone.push({ id, goneAt: this.now });
  }

  async write(): Promise<void> {
    const { connection, fields } = this;
    for (const slice of slicesOf(this.inserted)) await insertPacked(connection, fields.inserted, slice);
    await updatePacked(connection, fields.updated, this.updated);
    await updateRows(connection, fields.markedGone, this.gone);
  }
}
