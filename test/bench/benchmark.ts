/** What one contestant measured in one round: seconds, bytes, milliseconds or counts, by name. */
export type Metrics = Readonly<Record<string, number>>;

export type Unit = 'seconds' | 'milliseconds' | 'microseconds' | 'megabytes' | 'queries';

/** One line of the printed table, for one round. */
export interface Row {
  readonly work: string;
  readonly unit: Unit;
  readonly ours: number;
  /** What ours is compared with; left out where the bound is on ours itself. */
  readonly floor?: number;
  /** The most that is allowed: a multiple of the floor, or a value where there is no floor. */
  readonly bound: number;
}

/** The time limit of an optional contestant, in seconds, including the start of its process. */
export const patience = 60;

/** One piece of work, and its contestants, each in a process of its own. */
export interface Benchmark {
  readonly name: string;
  /** Why it cannot run here, in a sentence; undefined where it can. */
  hindrance?(): Promise<string | undefined>;
  /** Makes, once for all rounds, what the contestants need; `folder` is empty and lasts as long as the benchmark. */
  prepare?(folder: string): Promise<void>;
  /** Takes away what `prepare` made outside of the folder, or what it had made when it failed. */
  cleanUp?(folder: string): Promise<void>;
  /** Takes away what the contestants of a round left outside of its folder, however the round ended. */
  endRound?(round: string): Promise<void>;
  /** Ends what a contestant that is left out still has others do, so that it does not slow down the next ones. */
  settle?(folder: string): Promise<void>;
  /** In the order in which they run within a round. */
  readonly contestants: Readonly<Record<string, Contestant>>;
  /**
   * Those that may fail, or take longer than `patience`: they are then left out of all rounds, and a line reports it.
   */
  readonly optional?: readonly string[];
  /** The lines of the table, from the metrics of one round. */
  rows(round: Readonly<Record<string, Metrics>>): readonly Row[];
}

/**
 * Does the work once, in a fresh process, and says what it took.
 * @param shared the folder that `prepare` filled
 * @param round a folder that the contestants of one round share, empty at its start
 */
export type Contestant = (folders: { readonly shared: string; readonly round: string }) => Promise<Metrics>;
