/** Calls back for each message of the parent. */
export function onOrder(callback: (order: string) => void): void {
  process.on('message', (message) => callback(String(message)));
}
