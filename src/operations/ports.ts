import type { Clock } from '../base/clock';
import type { Event } from '../base/events';
import type { Redactor } from '../base/redaction';
import type { Catalog, PruneLimits } from '../catalog/catalog';
import type { GeneratorSettings } from '../comments/generators';
import type { ChatModel } from '../comments/models/vscode';
import type { Logger } from '../logging/logger';
import type { RunHost } from '../model/runs';
import type { TaskRun } from '../tasks/running/taskRun';
import type { CommentOptions, TaskDefinition, TaskResult } from '../tasks/task';
import type { ProjectLocation, Surroundings } from './projectDatabaseLocation';

/** What the operations need from the program that uses them: an editor, a command line, or a test. */
export interface Ports {
  readonly clock: Clock;
  /** The process that runs the tasks. */
  readonly host: RunHost;
  /** The name of the person who uses the program, for what they write. */
  readonly person: string;
  /** For messages that belong to no task. */
  readonly logger: Logger;
  /** Learns every secret that the operations read or store. The logger must use it too. */
  readonly redactor: Redactor;
  readonly secrets: Secrets;
  readonly settings: Settings;
  readonly consent: Consent;
  readonly targetFacts: TargetFacts;
  readonly progress: Progress;
  readonly notices: Notices;
  /** The language models that the program itself offers. */
  readonly chatModels: () => Promise<readonly ChatModel[]>;
  /** Opens a project database; by default the one at the location, with the password that was stored for its server. */
  readonly openProjectDatabase?: (location: ProjectLocation) => Promise<Catalog>;
  /** The task kinds that can run; all by default. */
  readonly taskKinds?: readonly TaskDefinition[];
  /** Whether a process of this machine exists; by default the operating system is asked. */
  readonly processExists?: (processId: number) => boolean;
}

/** A store of secrets by key, such as VS Code's SecretStorage. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, secret: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** The settings, as they are at each call. */
export interface Settings {
  /** The location of the project database, in the form that `projectLocation` reads; empty for the embedded file. */
  projectDatabase(): string;
  setProjectDatabase(value: string): PromiseLike<void>;
  /** Fires when the person, or `setProjectDatabase`, has set another project database. */
  readonly onDidChangeProjectDatabase: Event<void>;
  /** What a path in `projectDatabase` may refer to. */
  surroundings(): Surroundings;
  /** The comment generator, and its options. */
  comments(): CommentSettings;
  setCommentModel(model: CommentModel): PromiseLike<void>;
  /** Which old runs are removed; empty where all are kept. */
  pruneLimits(): PruneLimits;
}

export type CommentSettings = GeneratorSettings & Omit<CommentOptions, 'generator'>;

/** The settings of the comment generator. An absent one is reset to its default. */
export interface CommentModel {
  readonly provider: GeneratorSettings['provider'];
  readonly baseUrl?: string;
  readonly model?: string;
}

/** Asks a person before data go to a language model. */
export interface Consent {
  /** Whether the person has allowed a model before. @param model as `name @ destination` */
  isAllowed(model: string): boolean;
  /** Remembers that the person has allowed a model. */
  allow(model: string): PromiseLike<void>;
  /** Shows what a run would send. @returns whether the person agrees */
  ask(summary: ModelRunSummary): Promise<boolean>;
}

/**
 * What may hold for a database or a server, its target: a consent of the person, or what was seen of it.
 * - `sampleViews`: views may be sampled also with a login that has rights beyond the data.
 * - `plainPassword`: the password may go without encryption to a server that is not this machine.
 * - `hadTls`: an encrypted connection to the server was made.
 */
export type TargetFact = 'sampleViews' | 'plainPassword' | 'hadTls';

/** The facts about targets. They are kept on this machine: a shared project database cannot give a consent. */
export interface TargetFacts {
  /** @param target as `targetsOf` and `projectTargets` name it */
  holds(fact: TargetFact, target: string): boolean;
  set(fact: TargetFact, target: string, holds: boolean): PromiseLike<void>;
}

/** What a run would send to a language model. */
export interface ModelRunSummary {
  /** The name of the model. */
  readonly model: string;
  /** Where the data are sent. */
  readonly destination: string;
  readonly definition: TaskDefinition;
  /** The names of the databases. */
  readonly sqlDbs: readonly string[];
  /** How many tables or columns are to be described. */
  readonly items: number;
  readonly requests: number;
  /** An estimate for all requests together. */
  readonly tokens: number;
  /** How many rows of each table are sent. */
  readonly sampleRows: number;
  /** Whether values that look like personal data are sent. */
  readonly personalValues: boolean;
  /** The exact text of the first request. */
  readonly firstRequest: string;
}

/** Something that may take a while and can be cancelled. */
export type Activity =
  | { readonly type: 'connecting'; readonly to: string }
  | { readonly type: 'openingProjectDatabase' }
  | { readonly type: 'movingProjectDatabase' }
  | { readonly type: 'preparingRequest' };

/** Shows what is going on, and lets the person cancel it. */
export interface Progress {
  /**
   * Shows an activity until the work has ended.
   * @param work is given a signal that is aborted when the person cancels, and a function for the fraction done, 0 to 1
   * @returns the result of the work, or rejects with its error
   */
  during<Result>(
    activity: Activity,
    work: (signal: AbortSignal, report: (fraction: number) => void) => Promise<Result>,
  ): Promise<Result>;
  /** Shows a task run until it has ended. @returns its result */
  ofRun(run: TaskRun): Promise<TaskResult>;
}

/** Shows information to a person, without waiting for an answer. */
export interface Notices {
  /** Another project database was set, and is opened once the running tasks have ended. @param stop cancels them */
  projectDatabaseWaits(stop: () => Promise<void>): void;
}
