import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Thoth in a VS Code', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('thoth.thoth');
    assert.ok(extension, 'the extension thoth.thoth is not there');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
