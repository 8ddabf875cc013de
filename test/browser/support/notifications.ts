import type { Locator, Page } from 'playwright-core';

/** The messages that a window shows now, the newest first, without those that show the progress of something. */
export function messages(page: Page): Locator {
  return page.locator('.notification-toast', { hasNot: page.locator('.monaco-progress-container.active') });
}

/** What a message says, without its buttons and where it comes from. */
export function textOf(message: Locator): Promise<string> {
  return message.locator('.notification-list-item-message').innerText();
}

/** What a message offers, in the order of the tab key: the first is the default. */
export function buttonsOf(message: Locator): Promise<string[]> {
  return message.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
}
