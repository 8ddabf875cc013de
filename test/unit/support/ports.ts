import { hostname } from 'node:os';
import { systemClock } from '../../../src/base/clock';
import { Emitter } from '../../../src/base/events';
import { Redactor } from '../../../src/base/redaction';
import type { PruneLimits } from '../../../src/catalog/catalog';
import type {
  Activity,
  CommentModel,
  CommentSettings,
  Consent,
  ModelRunSummary,
  Ports,
  Secrets,
  Settings,
  TargetFact,
  TargetFacts,
} from '../../../src/operations/ports';
import { CollectingLogger } from './collectingLogger';

/** Settings in memory; a test changes them by assigning to `values` and `limits`. */
export class MemorySettings implements Settings {
  private readonly changed = new Emitter<void>('projectDatabaseChanged', new CollectingLogger());
  readonly onDidChangeProjectDatabase = this.changed.event;
  values: CommentSettings = {
    provider: 'schema',
    baseUrl: '',
    model: '',
    concurrency: 4,
    sampleRows: 5,
    personalValues: false,
  };
  limits: PruneLimits = {};

  constructor(private projectFile = '') {}

  projectDatabase = (): string => this.projectFile;

  setProjectDatabase(value: string): Promise<void> {
    this.projectFile = value;
    this.changed.fire();
    return Promise.resolve();
  }

  surroundings = (): ReturnType<Settings['surroundings']> => ({
    storage: '/storage',
    home: '/home/ada',
    workspaceFolder: undefined,
  });

  comments = (): CommentSettings => this.values;

  setCommentModel({ provider, baseUrl = '', model = '' }: CommentModel): Promise<void> {
    this.values = { ...this.values, provider, baseUrl, model };
    return Promise.resolve();
  }

  pruneLimits = (): PruneLimits => this.limits;
}

/** Secrets in memory. */
export class MemorySecrets implements Secrets {
  readonly stored = new Map<string, string>();

  get = (key: string): Promise<string | undefined> => Promise.resolve(this.stored.get(key));

  store(key: string, secret: string): Promise<void> {
    this.stored.set(key, secret);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.stored.delete(key);
    return Promise.resolve();
  }
}

/** Secrets that are read when the test says so: there are none. */
export class HeldSecrets extends MemorySecrets {
  private waiting: (() => void)[] = [];
  private announce!: () => void;
  /** Resolves when somebody has asked for a secret. */
  readonly asked = new Promise<void>((resolve) => (this.announce = resolve));

  override get = (): Promise<undefined> => {
    this.announce();
    return new Promise((resolve) => this.waiting.push(() => resolve(undefined)));
  };

  /** Answers all who are waiting. */
  release(): void {
    for (const answer of this.waiting.splice(0)) answer();
  }
}

/** A person who gives the same answer to every summary. */
export class ScriptedConsent implements Consent {
  readonly allowed: string[] = [];
  readonly summaries: ModelRunSummary[] = [];
  agrees = true;

  isAllowed = (model: string): boolean => this.allowed.includes(model);

  allow(model: string): Promise<void> {
    this.allowed.push(model);
    return Promise.resolve();
  }

  ask(summary: ModelRunSummary): Promise<boolean> {
    this.summaries.push(summary);
    return Promise.resolve(this.agrees);
  }
}

/** Facts about targets, in memory. */
export class MemoryTargetFacts implements TargetFacts {
  /** Each as `fact target`. */
  readonly all = new Set<string>();

  holds = (fact: TargetFact, target: string): boolean => this.all.has(`${fact} ${target}`);

  set(fact: TargetFact, target: string, holds: boolean): Promise<void> {
    if (holds) this.all.add(`${fact} ${target}`);
    else this.all.delete(`${fact} ${target}`);
    return Promise.resolve();
  }
}

export interface MemoryPorts extends Ports {
  readonly logger: CollectingLogger;
  readonly secrets: MemorySecrets;
  readonly settings: MemorySettings;
  readonly consent: ScriptedConsent;
  readonly targetFacts: MemoryTargetFacts;
  /** What was shown, in order. */
  readonly activities: Activity[];
  /** How often it was said that a project database waits for running tasks. */
  readonly waits: (() => Promise<void>)[];
}

/** The ports of a program without an editor. @param others replace some of them */
export function memoryPorts<Others extends Partial<MemoryPorts>>(others: Others): MemoryPorts & Others {
  const activities: Activity[] = [];
  const waits: (() => Promise<void>)[] = [];
  return {
    clock: systemClock,
    host: { host: hostname(), processId: process.pid },
    person: 'Ada',
    logger: new CollectingLogger(),
    redactor: new Redactor(),
    secrets: new MemorySecrets(),
    settings: new MemorySettings(),
    consent: new ScriptedConsent(),
    targetFacts: new MemoryTargetFacts(),
    progress: {
      during(activity, work) {
        activities.push(activity);
        return work(new AbortController().signal, () => undefined);
      },
      ofRun: (run) => run.result,
    },
    notices: { projectDatabaseWaits: (stop) => waits.push(stop) },
    chatModels: () => Promise.resolve([]),
    activities,
    waits,
    ...others,
  };
}
