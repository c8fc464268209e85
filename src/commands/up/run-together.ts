/** One of several things that a process does until it is told to stop. */
export type Part = (signal: AbortSignal) => Promise<void>;

/**
 * Runs all parts until `signal`, and resolves when all have ended. The first that fails stops the
 * others, and its error is thrown when they have ended.
 */
export async function runTogether(signal: AbortSignal, parts: readonly Part[]): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  async function run(part: Part): Promise<void> {
    try {
      await part(stop);
    } catch (error) {
      failure.abort(error);
    }
  }
  await Promise.all(parts.map(run));
  failure.signal.throwIfAborted();
}
