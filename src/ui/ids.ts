import { projectDatabaseSetting } from '../operations/projectDatabaseLocation';

/** The names that the manifest and the code share, except those of commands. A test compares them with the manifest. */

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

/** Thoth's context keys, for `when` clauses. */
export const contextKeys = {
  /** `empty`, `filled` or `failed` after the project database was first read; not set before. */
  catalog: 'thoth.catalog',
} as const;

/** The scheme of log documents: `thoth-log:/<name>.log?<task id>`. */
export const logScheme = 'thoth-log';
export const logLanguageId = 'thoth-log';

/** The scheme of the documents with a request to a model: `thoth-prompt:/<name>.md`. */
export const promptScheme = 'thoth-prompt';

/** The name of the output channel. */
export const outputName = 'Thoth';
