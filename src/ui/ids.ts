import { projectDatabaseSetting } from '../operations/projectDatabaseLocation';

/** The names that the manifest and the code share, except those of commands. A test holds the manifest against them. */

export const containerId = 'thoth';
export const viewId = 'thoth.databases';
export const walkthroughId = 'thoth.start';

export const settingIds = {
  projectDatabase: projectDatabaseSetting,
  logsMaxAgeDays: 'thoth.logs.maxAgeDays',
  logsMaxRunsPerTask: 'thoth.logs.maxRunsPerTask',
  logsMaxMegabytes: 'thoth.logs.maxMegabytes',
  commentsProvider: 'thoth.comments.provider',
  commentsBaseUrl: 'thoth.comments.baseUrl',
  commentsModel: 'thoth.comments.model',
  commentsConcurrency: 'thoth.comments.concurrency',
  commentsSampleRows: 'thoth.comments.sampleRows',
  commentsTimeoutSeconds: 'thoth.comments.timeoutSeconds',
  commentsPersonalValues: 'thoth.comments.personalValues',
} as const;

/** Context keys of our own, for `when` clauses. */
export const contextKeys = {
  /** `empty`, `filled` or `failed` once the project database was looked at; not set before. */
  catalog: 'thoth.catalog',
} as const;

/** The scheme of log documents: `thoth-log:/<name>.log?<task id>`. */
export const logScheme = 'thoth-log';
export const logLanguageId = 'thoth-log';

/** The scheme of the documents that show what would be sent to a model: `thoth-prompt:/<name>.md`. */
export const promptScheme = 'thoth-prompt';

/** The name of the output channel. */
export const outputName = 'Thoth';
