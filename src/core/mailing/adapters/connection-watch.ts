import type SMTPConnection from 'nodemailer/lib/smtp-connection';

type Done<Value> = (error?: Error | null, value?: Value) => void;

/** Makes sure that whoever waits for a connection hears of its end, which nodemailer's callbacks do not. */
export interface ConnectionWatch {
  /** The connection is of no use any more. */
  readonly isEnded: boolean;
  /** It was closed because of a signal. */
  readonly isStopped: boolean;
  /**
   * What `act` is called back with. Throws when the connection ends instead, when `signal` is aborted
   * or `limitMs` are over; these two close it.
   */
  run<Value>(
    act: (done: Done<Value>) => void,
    options: { signal?: AbortSignal | undefined; limitMs?: number },
  ): Promise<Value>;
  /** Does `act`, and waits until the connection has ended, at most `limitMs`. */
  leave(act: () => void, limitMs: number): Promise<void>;
}

/** Listens to `connection` from its beginning. One thing is run on it at a time. */
export function watchConnection(connection: SMTPConnection): ConnectionWatch {
  let isEnded = false;
  let isStopped = false;
  let settle: ((error: Error) => void) | undefined;
  // Without somebody who waits there is nobody to tell: an idle connection was closed.
  connection.on('error', (error: Error) => settle?.(error));
  connection.on('end', () => {
    isEnded = true;
    // The callback with the server's last words follows at once, and says more.
    queueMicrotask(() => settle?.(lost()));
  });

  async function run<Value>(
    act: (done: Done<Value>) => void,
    { signal, limitMs }: { signal?: AbortSignal | undefined; limitMs?: number },
  ): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    try {
      return await new Promise<Value>((resolve, reject) => {
        settle = reject;
        onAbort = () => {
          isStopped = true;
          reject(new Error('stopped'));
        };
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        if (limitMs !== undefined) timer = setTimeout(() => reject(timedOut()), limitMs);
        act((error, value) => (error ? reject(error) : resolve(value as Value)));
      });
    } catch (error) {
      if (isStopped || timer !== undefined) connection.close();
      throw error;
    } finally {
      settle = undefined;
      clearTimeout(timer);
      if (onAbort) signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    get isEnded() {
      return isEnded;
    },
    get isStopped() {
      return isStopped;
    },
    run,
    async leave(act, limitMs) {
      await run(
        (done) => {
          connection.once('end', () => done());
          act();
        },
        { limitMs },
      ).catch(() => undefined);
    },
  };
}

function lost(): Error {
  return Object.assign(new Error('connection ended'), { code: 'ECONNECTION' });
}

function timedOut(): Error {
  return Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
}
