import type { WebSocket } from 'ws';
import type { Caller } from '../../../core/access/schema.js';
import { closeCodes } from './close-codes.js';

/** So much may wait for a client that reads slowly; then it is cut off. */
const mostWaiting = 1024 * 1024;
const messageWindowMs = 10_000;
const mostMessages = 60;

/** What a client follows, and the number up to which it was told. */
export interface Following {
  eventId: string;
  cursor: number;
}

/** One connection of the live channel. */
export interface LiveClient {
  readonly socket: WebSocket;
  caller: Caller | undefined;
  following: Following | undefined;
  /** Whether it gave a sign of life since it was last asked. */
  isAlive: boolean;
  isOpen(): boolean;
  send(message: object): void;
  /** Sends text as it is; false when the client does not keep up and was cut off. */
  sendText(text: string): boolean;
  /** Resolves when everything that was sent has left, or the connection has ended. */
  drained(): Promise<void>;
  /** Counts a message; false when there were too many, and the connection was closed. */
  countMessage(now: number): boolean;
}

export function createLiveClient(socket: WebSocket): LiveClient {
  let windowStart = 0;
  let messages = 0;

  function sendText(text: string): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount > mostWaiting) {
      socket.close(closeCodes.tryAgain, 'too slow');
      // Its close frame is behind all that it does not read.
      socket.terminate();
      return false;
    }
    socket.send(text);
    return true;
  }

  return {
    socket,
    caller: undefined,
    following: undefined,
    isAlive: true,
    isOpen: () => socket.readyState === socket.OPEN,
    send: (message) => void sendText(JSON.stringify(message)),
    sendText,
    drained: async () =>
      await new Promise((resolve) => {
        // An empty frame of no consequence, written behind the others.
        if (socket.readyState !== socket.OPEN) resolve();
        else socket.pong(undefined, undefined, () => resolve());
      }),
    countMessage(now) {
      if (now - windowStart > messageWindowMs) {
        windowStart = now;
        messages = 0;
      }
      messages += 1;
      if (messages <= mostMessages) return true;
      socket.close(closeCodes.policy, 'too many messages');
      return false;
    },
  };
}
