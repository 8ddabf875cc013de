import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

/** The tasks in the order of their lines under a database, with what their buttons are called. */
const tasks = {
  dbElements: { line: 1, button: 'Create Database Elements' },
  tableComments: { line: 2, button: 'Generate Table Comments…' },
  columnComments: { line: 3, button: 'Generate Column Comments…' },
} as const;

/** The tasks, the tables and the relationships. */
const linesOfSqlDb = 5;

export type TaskKind = keyof typeof tasks;

/** Thoth's view in a window. Each database is expanded to its tasks, as it is at first. */
export class DatabaseView {
  constructor(
    readonly page: Page,
    private readonly sqlDbCount = 1,
  ) {}

  /** Shows the view, and waits until all is there. */
  async open(): Promise<void> {
    await showThoth(this.page);
    await this.complete();
  }

  /** Waits until every database and all its lines are shown: until then, the lines move. */
  private complete(): Promise<void> {
    const count = (level: number): Promise<number> =>
      this.page.locator(`.pane-body .monaco-list-row[aria-level="${level}"]`).count();
    return eventually(
      'the whole view is there',
      async () => (await count(1)) === this.sqlDbCount && (await count(2)) === linesOfSqlDb * this.sqlDbCount,
    );
  }

  /** The message above the lines. */
  get message(): Locator {
    return this.page.locator('.pane-body .message');
  }

  async refresh(): Promise<void> {
    const header = this.page.locator('.sidebar .composite.title');
    await header.hover();
    await header.locator('.action-label[aria-label^="Refresh"]').click();
  }

  sqlDb(name: string): Locator {
    return this.page.locator('.pane-body .monaco-list-row[aria-level="1"]', { hasText: name });
  }

  /** The line of a task under a database. @param hasText what it must contain */
  async task(sqlDb: string, kind: TaskKind, hasText = /./): Promise<Locator> {
    await this.complete();
    const index = Number(await this.sqlDb(sqlDb).getAttribute('data-index'));
    return this.page.locator(`.pane-body .monaco-list-row[data-index="${index + tasks[kind].line}"]`, { hasText });
  }

  /**
   * Starts a task. Where a model is used, asks for what is missing, and consents to its use.
   * @param someAreThere whether the person is asked what is to be described, since some comments are there already
   */
  async start(sqlDb: string, kind: TaskKind, someAreThere = false): Promise<void> {
    await this.press(sqlDb, kind);
    if (kind === 'dbElements') return;
    if (someAreThere) await this.page.locator('.quick-input-list .monaco-list-row', { hasText: /^Generate/ }).click();
    await this.consent();
  }

  /** Clicks the button of a task. */
  async press(sqlDb: string, kind: TaskKind): Promise<void> {
    await this.complete();
    const line = kind === 'dbElements' ? this.sqlDb(sqlDb) : await this.task(sqlDb, kind);
    await line.hover();
    await line.locator(`.actions [aria-label="${tasks[kind].button}"]`).click();
  }

  /** The question whether a model may be used. */
  get question(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async consent(): Promise<void> {
    await this.question.getByRole('button', { name: 'Generate', exact: true }).click();
  }
}

/** Shows Thoth's view, where it is not shown already. */
export async function showThoth(page: Page): Promise<void> {
  const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label="Thoth"]') });
  await icon.waitFor({ timeout: 60_000 });
  // a click on the icon of a view that is shown would hide it
  if (!(await icon.evaluate((item) => item.classList.contains('checked')))) await icon.click();
}
