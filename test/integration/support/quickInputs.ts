import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';

type QuickInput = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** Answers Thoth's questions as a person would: types or picks, and then presses Enter, goes back, or cancels. */
export class QuickInputs {
  private readonly shown: QuickInput[] = [];
  private readonly waiting: ((input: QuickInput) => void)[] = [];

  /** Watches the questions from now on, until sinon restores the editor's functions. */
  constructor() {
    const { createInputBox, createQuickPick } = vscode.window;
    sinon.stub(vscode.window, 'createInputBox').callsFake(() => this.watched(createInputBox()));
    sinon.stub(vscode.window, 'createQuickPick').callsFake(() => this.watched(createQuickPick()));
  }

  /** The next question, once it is shown. */
  async next(): Promise<QuickInput> {
    const input = this.shown.shift() ?? (await new Promise<QuickInput>((resolve) => this.waiting.push(resolve)));
    await inTheEditor();
    return input;
  }

  /** Answers the next question. @param text what is typed, or the label of what is picked; undefined: the suggested text */
  async answer(text?: string): Promise<QuickInput> {
    const input = await this.next();
    await this.enter(input, text);
    return input;
  }

  /** Types or picks, and presses Enter. */
  async enter(input: QuickInput, text?: string): Promise<void> {
    if (text !== undefined && 'items' in input) {
      const item = input.items.find(({ label }) => label === text);
      assert.ok(item, `There is no ${text} among ${input.items.map(({ label }) => label).join(', ')}`);
      input.activeItems = [item];
    } else if (text !== undefined) {
      input.value = text;
    }
    await inTheEditor();
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }

  async back(): Promise<void> {
    await this.next();
    await vscode.commands.executeCommand('workbench.action.quickInputBack');
  }

  async giveUp(): Promise<void> {
    await this.next();
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  }

  private watched<Input extends QuickInput>(input: Input): Input {
    const show = input.show.bind(input);
    input.show = () => {
      show();
      const wanted = this.waiting.shift();
      if (wanted) wanted(input);
      else this.shown.push(input);
    };
    return input;
  }
}

/** Waits until the editor has received a change of a question, in the next turn of this process's timers. */
async function inTheEditor(): Promise<void> {
  await pause(0);
  await vscode.commands.executeCommand('setContext', 'thoth.test.turn', true);
  await pause(0);
}
