import * as vscode from 'vscode';

/** The answer to a question: a value, `back` for the previous question, or undefined if the person cancelled. */
export type Answer<Value> = { readonly value: Value } | 'back' | undefined;

/** The number of a question among all questions. */
export interface Position {
  /** From 1. */
  readonly step: number;
  readonly total: number;
}

/** One question. It returns the state with the answer. */
export type Step<State> = (state: State, position: Position) => Promise<Answer<State>>;

/**
 * Asks one question after the other, forwards and back; each answer may decide which ones follow. A question that is
 * asked again starts with its previous answer.
 * @returns the last state, or undefined if the person cancelled
 */
export async function takeSteps<State>(
  initial: State,
  stepsOf: (state: State) => readonly Step<State>[],
): Promise<State | undefined> {
  let state = initial;
  for (let index = 0; ;) {
    const steps = stepsOf(state);
    const step = steps[index];
    if (!step) return state;
    const answer = await step(state, { step: index + 1, total: steps.length });
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      index = Math.max(0, index - 1);
    } else {
      state = answer.value;
      index += 1;
    }
  }
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** A sentence about what is wrong with a text; undefined if it is valid. */
  readonly validate?: (text: string) => string | undefined;
}

/** Asks for a text, and trims the input, except for a password. */
export function askText(question: TextQuestion, position: Position): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  const { title, prompt, value, placeholder = '', password = false, validate = () => undefined } = question;
  Object.assign(input, { title, prompt, value, placeholder, password });
  const text = (): string => (password ? input.value : input.value.trim());
  return asked(input, position, (accept) => [
    input.onDidChangeValue(() => (input.validationMessage = undefined)),
    input.onDidAccept(() => {
      const problem = validate(text());
      if (problem === undefined) accept(text());
      else input.validationMessage = problem;
    }),
  ]);
}

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** Lets a person pick one of several. @param isActive which one is selected at first */
export function askChoice<Value>(
  question: { readonly title: string; readonly choices: readonly Choice<Value>[] },
  isActive: (value: Value) => boolean,
  position: Position,
): Promise<Answer<Value>> {
  const input = vscode.window.createQuickPick<Choice<Value>>();
  Object.assign(input, {
    title: question.title,
    items: question.choices,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  input.activeItems = question.choices.filter(({ value }) => isActive(value));
  return asked(input, position, (accept) => [
    input.onDidAccept(() => {
      const [picked] = input.selectedItems;
      if (picked) accept(picked.value);
    }),
  ]);
}

/** Shows a question until it is answered. It stays open without the focus. */
async function asked<Value>(
  input: vscode.InputBox | vscode.QuickPick<Choice<Value>>,
  { step, total }: Position,
  listen: (accept: (value: Value) => void) => readonly vscode.Disposable[],
): Promise<Answer<Value>> {
  input.step = step;
  input.totalSteps = total;
  input.ignoreFocusOut = true;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const subscriptions: vscode.Disposable[] = [input];
  try {
    return await new Promise<Answer<Value>>((resolve) => {
      subscriptions.push(
        ...listen((value) => resolve({ value })),
        input.onDidTriggerButton(() => resolve('back')),
        input.onDidHide(() => resolve(undefined)),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}
