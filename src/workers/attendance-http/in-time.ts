/** The error of a database that is there and does not answer. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** What `work` comes to, or a LateError after so long; the work itself goes on. */
export type InTime = <Result>(work: Promise<Result>) => Promise<Result>;

/**
 * A service that waits for ever fills up with those who wait. (fastify's own `handlerTimeout` ends with the
 * body of a request, so it never comes for those that have one.)
 */
export function createInTime(milliseconds: number): InTime {
  return async (work) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new LateError('no answer in time')), milliseconds);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
