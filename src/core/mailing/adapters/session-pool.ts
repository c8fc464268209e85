import { waitInLine } from '../wait-in-line.js';
import type { SmtpSession } from './smtp-session.js';

/** A right to talk to the server, perhaps over a session that is open already. */
export interface SessionPlace {
  session: SmtpSession | undefined;
  /** Ends the right; keeps `session` for the next when it is open. Called exactly once. */
  giveBack(session: SmtpSession | undefined): void;
}

/** At most so many conversations at a time; those that are idle are kept for a while. */
export interface SessionPool {
  /** Waits for a place, in order of asking. Undefined when `signal` is aborted or the pool is closed. */
  take(signal: AbortSignal | undefined): Promise<SessionPlace | undefined>;
  /** Gives out no more places, waits for all to come back, and closes all sessions. */
  close(): Promise<void>;
}

/** Some servers close a connection after so many messages, others answer 421 then. */
const messagesPerSession = 100;
/** Shorter than the patience of any server. */
const idleMs = 20_000;

export function createSessionPool(limit: number): SessionPool {
  const idle: { session: SmtpSession; timer: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let isClosed = false;
  let onIdle: (() => void) | undefined;

  /** The one used last: the server gives up on the others first. */
  function takeIdle(): SmtpSession | undefined {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer);
      if (kept.session.isOpen) return kept.session;
    }
    return undefined;
  }

  function keep(session: SmtpSession): void {
    const timer = setTimeout(() => {
      const index = idle.findIndex((kept) => kept.session === session);
      if (index !== -1) idle.splice(index, 1);
      void session.close();
    }, idleMs);
    idle.push({ session, timer: timer.unref() });
  }

  function release(): void {
    busy -= 1;
    waiting.shift()?.();
    if (busy === 0) onIdle?.();
  }

  function openPlace(): SessionPlace {
    busy += 1;
    return {
      session: takeIdle(),
      giveBack(session) {
        const isWornOut = session !== undefined && session.used >= messagesPerSession;
        if (session?.isOpen && !isWornOut) keep(session);
        // Until it has ended, the server counts it: a new one beside it would be one too many.
        if (session?.isOpen && isWornOut) void session.close().finally(release);
        else release();
      },
    };
  }

  return {
    async take(signal) {
      // Woken together with a newcomer, somebody may find the place taken again.
      while (busy >= limit && !isClosed && !signal?.aborted) await waitInLine(waiting, signal);
      if (!isClosed && !signal?.aborted) return openPlace();
      // Woken and not staying: the next in line must not sleep on beside a free place.
      if (busy < limit) waiting.shift()?.();
      return undefined;
    },
    async close() {
      isClosed = true;
      for (const proceed of waiting.splice(0)) proceed();
      if (busy > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      await Promise.all(
        idle.splice(0).map(async ({ session, timer }) => {
          clearTimeout(timer);
          await session.close();
        }),
      );
    },
  };
}
