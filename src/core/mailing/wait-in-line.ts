/**
 * Joins a line and resolves when whoever serves it calls the entry, or when `signal` is aborted: then the
 * entry has left the line.
 */
export async function waitInLine(
  line: (() => void)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const proceed = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      const index = line.indexOf(proceed);
      if (index !== -1) line.splice(index, 1);
      resolve();
    };
    line.push(proceed);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
