import assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from '../host/browser';
import { projectRoot } from '../host/paths';

describe('A VS Code in a browser', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ extensionDevelopmentPath: [projectRoot] });
  });

  after(() => workbench.dispose());

  it('shows the workbench', async () => {
    assert.equal(await workbench.page.locator('.part.activitybar').isVisible(), true);
  });
});
