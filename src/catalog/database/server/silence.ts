import type { Socket } from 'node:net';

/**
 * Ends a connection on which nothing came or went for so long: its server, or the way to it, is frozen, and would keep
 * waiting whoever asked. The driver then reports it as lost.
 */
export function endWhenSilent(socket: Socket, milliseconds: number): void {
  socket.setTimeout(milliseconds, () => {
    const seconds = Math.round(milliseconds / 1_000);
    const error = new Error(`Connection timed out: no answer for ${seconds} s`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
}
