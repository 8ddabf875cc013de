import type { CommentMode, ElementChoice, ElementNames } from '../model/comments';
import type { ElementReference } from '../model/elements';
import type { TaskOwner } from '../model/runs';
import { countItems, type CommentTaskDefinition } from '../tasks/kinds/commentTask';
import type { TaskResult } from '../tasks/task';
import { chooseCommentGenerator } from './commentGenerator';
import { confirmModelRun } from './confirmModelRun';
import { withoutUndefined, type AllowUndefined } from './defined';
import { readOwner } from './owner';
import type { Parts } from './parts';
import type { CommentModel } from './ports';
import type { Tasks } from './tasks';

/** What a run describes, and whether the person sees a summary first. */
export interface Generation extends ElementNames {
  /** `missing` by default. */
  readonly mode?: CommentMode;
  /**
   * Whether to show the summary if a model is used; true by default. A model that was never allowed before always needs
   * consent.
   */
  readonly confirm?: boolean;
}

/** The comments of tables and columns: generated, accepted, edited or removed. */
export class Comments {
  constructor(
    private readonly parts: Parts,
    private readonly tasks: Tasks,
  ) {}

  /**
   * Generates comments over a SqlDb or a Workspace. If a language model is used, the person must agree first.
   * @param given names tables and columns of a SqlDb only
   * @returns the results of the databases; empty if the person did not agree
   * @throws ThothError NOT_FOUND, INVALID_ARGUMENT, ALREADY_RUNNING, COMMENTS_NO_MODEL
   */
  async generate(
    definition: CommentTaskDefinition,
    owner: TaskOwner,
    given: AllowUndefined<Generation> = {},
  ): Promise<TaskResult[]> {
    const { confirm = true, mode = 'missing', ...names } = given;
    const catalog = await this.parts.project.get();
    await readOwner(catalog, owner);
    const options = await chooseCommentGenerator(this.parts);
    const input = { ...(await this.find(owner, names)), mode, comments: options };
    const runs = [];
    for (const sqlDb of await this.sqlDbsOf(owner)) {
      runs.push({ sqlDb, plan: await definition.plan(catalog, sqlDb.id, input) });
    }
    if (!(await confirmModelRun(this.parts, definition, runs, options, confirm))) return [];
    return this.tasks.run(definition.kind, [owner], input);
  }

  /** How many tables or columns a run would describe in a mode. @throws ThothError NOT_FOUND, INVALID_ARGUMENT */
  async count(
    definition: CommentTaskDefinition,
    owner: TaskOwner,
    names: AllowUndefined<ElementNames>,
    mode: CommentMode,
  ): Promise<number> {
    const catalog = await this.parts.project.get();
    const choice = await this.find(owner, names);
    let items = 0;
    for (const { id } of await this.sqlDbsOf(owner)) {
      items += countItems(await definition.plan(catalog, id, { ...choice, mode }));
    }
    return items;
  }

  /**
   * Makes generated comments descriptions; descriptions that a person wrote stay.
   * @param names the tables and columns; all of the database by default
   * @returns how many comments were accepted
   * @throws ThothError NOT_FOUND, INVALID_ARGUMENT
   */
  async accept(sqlDbId: number, names: AllowUndefined<ElementNames> = {}): Promise<number> {
    const { project, elementsChanged } = this.parts;
    const { comments, sqlDbs } = await project.get();
    await sqlDbs.get(sqlDbId);
    const accepted = await comments.accept(sqlDbId, await comments.find(sqlDbId, withoutUndefined(names), true));
    elementsChanged.fire(sqlDbId);
    return accepted;
  }

  /**
   * Stores a description that the person wrote.
   * @param was the description that the person has seen; without it, whatever is there is replaced
   * @throws ThothError NOT_FOUND; DescriptionChangedError if the description is another by now
   */
  async setDescription(element: ElementReference, description: string, was?: string): Promise<void> {
    const { person, project } = this.parts;
    const { comments } = await project.get();
    try {
      await comments.setDescription(element, { description, person, ...(was !== undefined && { was }) });
    } finally {
      // also where somebody else has changed it: the person is to see what is there
      this.parts.elementsChanged.fire(undefined);
    }
  }

  /** Removes a generated comment, so that the next run may write another. @throws ThothError NOT_FOUND */
  async clear(element: ElementReference): Promise<void> {
    await (await this.parts.project.get()).comments.clearGenerated(element);
    this.parts.elementsChanged.fire(undefined);
  }

  /** The stored API key of a server of models. */
  apiKey(baseUrl: string): Promise<string | undefined> {
    return this.parts.apiKeys.get(baseUrl);
  }

  /** Stores the API key of a server of models; an empty one deletes the stored one. */
  storeApiKey(baseUrl: string, key: string): Promise<void> {
    return this.parts.apiKeys.store(baseUrl, key);
  }

  /** Sets who writes comments. */
  async chooseModel(model: CommentModel): Promise<void> {
    await this.parts.settings.setCommentModel(model);
  }

  private async find({ type, id }: TaskOwner, names: AllowUndefined<ElementNames>): Promise<ElementChoice> {
    const { comments } = await this.parts.project.get();
    return type === 'sqlDb' ? comments.find(id, withoutUndefined(names), false) : {};
  }

  private async sqlDbsOf({ type, id }: TaskOwner) {
    const { sqlDbs } = await this.parts.project.get();
    return type === 'sqlDb'
      ? [await sqlDbs.get(id)]
      : (await sqlDbs.list()).filter(({ workspaceId }) => workspaceId === id);
  }
}
