import * as vscode from 'vscode';
import type { Icon, ItemParts, TooltipParts } from './itemParts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Makes the editor's item from what a node shows. @param id stays the same over refreshes */
export function treeItem(id: string, parts: ItemParts): vscode.TreeItem {
  const { label, icon, description, state, contextValue, accessibilityLabel, command } = parts;
  const item = new vscode.TreeItem(
    label,
    state === undefined ? None : { collapsed: Collapsed, expanded: Expanded }[state],
  );
  item.id = id;
  item.iconPath = themeIcon(icon);
  item.contextValue = contextValue;
  if (description) item.description = description;
  if (accessibilityLabel) item.accessibilityInformation = { label: accessibilityLabel };
  if (command) item.command = command;
  return item;
}

function themeIcon({ id, colour }: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** Converts a tooltip to Markdown. Its texts come from outside, and none of them is interpreted as markup. */
export function tooltipMarkdown({ heading, details, text = '' }: TooltipParts): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown('**').appendText(heading).appendMarkdown('**\n\n');
  if (text !== '') appendWords(markdown, text).appendMarkdown('\n\n');
  for (const [name, value] of details) {
    if (value !== '') appendWords(markdown.appendMarkdown('- '), `${name}: ${value}`).appendMarkdown('\n');
  }
  return markdown;
}

/**
 * `appendText` escapes markup, but replaces spaces by no-break ones, so that a long comment would break within words.
 */
function appendWords(markdown: vscode.MarkdownString, text: string): vscode.MarkdownString {
  const words = text.split(' ').filter((word) => word !== '');
  for (const [index, word] of words.entries()) markdown.appendMarkdown(index > 0 ? ' ' : '').appendText(word);
  return markdown;
}
