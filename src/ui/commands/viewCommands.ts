import { defineSimpleCommand } from './command';
import { aboveTree } from './menus';

/** Shows the output channel. */
export const showOutput = defineSimpleCommand({
  id: 'thoth.showOutput',
  title: 'Show Output',
  menus: [aboveTree('2_show@2')],
  perform: ({ output }) => output.show(true),
});

/** Reloads the tree, and retries to open a project database that could not be opened. */
export const refresh = defineSimpleCommand({
  id: 'thoth.refresh',
  title: 'Refresh',
  icon: 'refresh',
  menus: [aboveTree('navigation@2')],
  perform: ({ view }) => view.refresh(),
});
