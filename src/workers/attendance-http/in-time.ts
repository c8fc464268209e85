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
  // One promise, where a race and its end would be four: every request comes through here.
  return (work) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new LateError('no answer in time')), milliseconds);
      work.then(
        (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
}
