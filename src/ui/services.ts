import type * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { Catalog } from '../catalog/catalog';
import type { Emitter } from '../base/events';
import type { Logger } from '../logging/logger';
import type { OpenSource } from '../tasks/openSource';
import type { TaskRunner } from '../tasks/running/taskRunner';
import type { ProjectDatabase } from '../operations/projectDatabase';
import type { ProjectLocation } from '../operations/projectDatabaseLocation';
import type { PromptDocuments } from './comments/promptDocuments';
import type { ApiKeys, Passwords, ProjectPasswords } from './secrets';
import type { TaskLines } from '../operations/taskLines';

/** What the commands, the tree and the log documents work with; built once, in `extension.ts`. */
export interface Services {
  readonly clock: Clock;
  readonly output: vscode.LogOutputChannel;
  /** For what belongs to no task. */
  readonly logger: Logger;
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string;
  readonly project: ProjectDatabase;
  /** Opens another project database than the one in use; whoever opens it closes it. */
  readonly openProjectDatabase: (location: ProjectLocation) => Promise<Catalog>;
  readonly projectPasswords: ProjectPasswords;
  readonly passwords: Passwords;
  readonly apiKeys: ApiKeys;
  /** What is remembered from one window to the next. */
  readonly state: vscode.Memento;
  readonly openSource: OpenSource;
  readonly runner: TaskRunner;
  readonly taskLines: TaskLines;
  readonly prompts: PromptDocuments;
  /** Fired by whoever changed rows that the user interface shows. */
  readonly rowsChanged: Emitter<void>;
  /** Fired when comments changed that the tree shows: with the SqlDb's id, or undefined for whichever it is. */
  readonly elementsChanged: Emitter<number | undefined>;
  /** Fired, with its id, for a SqlDb that the person should see now. */
  readonly reveal: Emitter<number>;
  readonly extensionUri: vscode.Uri;
  /** The folder for files of our own. */
  readonly storageUri: vscode.Uri;
}
