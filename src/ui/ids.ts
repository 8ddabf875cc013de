import { projectDatabaseSetting } from '../operations/projectDatabaseLocation';

/** Every name that the manifest and the code share stands here once; a test holds the manifest against it. */

export const commandIds = {
  addSqlDb: 'thoth.addSqlDb',
  addSqlDbFromFile: 'thoth.addSqlDbFromFile',
  openSample: 'thoth.openSample',
  removeSqlDb: 'thoth.removeSqlDb',
  testConnection: 'thoth.testConnection',
  createDbElements: 'thoth.createDbElements',
  generateTableComments: 'thoth.generateTableComments',
  generateColumnComments: 'thoth.generateColumnComments',
  acceptComments: 'thoth.acceptComments',
  acceptTableWithColumns: 'thoth.acceptTableWithColumns',
  editDescription: 'thoth.editDescription',
  clearComment: 'thoth.clearComment',
  addWorkspace: 'thoth.addWorkspace',
  renameWorkspace: 'thoth.renameWorkspace',
  removeWorkspace: 'thoth.removeWorkspace',
  moveToWorkspace: 'thoth.moveToWorkspace',
  generateWorkspaceTableComments: 'thoth.generateWorkspaceTableComments',
  generateWorkspaceColumnComments: 'thoth.generateWorkspaceColumnComments',
  chooseCommentModel: 'thoth.chooseCommentModel',
  cancelTask: 'thoth.cancelTask',
  resetTaskStatus: 'thoth.resetTaskStatus',
  showTaskLog: 'thoth.showTaskLog',
  saveTaskLog: 'thoth.saveTaskLog',
  showOutput: 'thoth.showOutput',
  refresh: 'thoth.refresh',
  copyName: 'thoth.copyName',
  chooseProjectDatabase: 'thoth.chooseProjectDatabase',
  moveProjectDatabase: 'thoth.moveProjectDatabase',
  enterProjectPassword: 'thoth.enterProjectPassword',
  openSettings: 'thoth.openSettings',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

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
