import { useSuiteFolder } from '../../faults/support/folder';
import { startModelServer, type ModelServer } from '../../unit/comments/models/modelServer';
import { useCleanups } from './cleanups';
import { DatabaseView } from './databaseView';
import { useFailurePictures } from './failurePictures';
import { modelSettings, openInstalledThoth, type InstalledThoth } from './installedThoth';

/** What the tests of one suite share: a folder, a server that answers as a model, and Thoth in a VS Code as people have it. */
export interface ThothWithModel {
  readonly folder: { file(name: string): string };
  /** The project database that Thoth uses. */
  readonly projectFile: string;
  readonly model: ModelServer;
  /** Adds something to close after the last test, in reverse order. */
  atTheEnd(cleanup: () => Promise<unknown>): void;
  /** Says of which window pictures are made when a test fails; before: of the one that `open` opened. */
  picturesOf: ReturnType<typeof useFailurePictures>;
  /**
   * Opens VS Code with Thoth's view.
   * @param sqlDbCount how many databases the view is to show
   */
  open(sqlDbCount?: number): Promise<{ readonly thoth: InstalledThoth; readonly view: DatabaseView }>;
}

/** Gives the suite it is called in a folder and a model server; the suite opens VS Code when all is prepared. */
export function useThothWithModel(): ThothWithModel {
  const folder = useSuiteFolder();
  const atTheEnd = useCleanups();
  const picturesOf = useFailurePictures();
  let model: ModelServer;
  before(async () => {
    model = await startModelServer();
    atTheEnd(() => model.close());
  });
  return {
    folder,
    atTheEnd,
    picturesOf,
    get projectFile() {
      return folder.file('project.sqlite');
    },
    get model() {
      return model;
    },
    async open(sqlDbCount) {
      const thoth = await openInstalledThoth(folder.file('project.sqlite'), modelSettings(model));
      atTheEnd(() => thoth.dispose());
      picturesOf(thoth.page);
      const view = new DatabaseView(thoth.page, sqlDbCount);
      await view.open();
      return { thoth, view };
    },
  };
}
