/** Takes batches in order and writes them one after another, while the next ones are prepared. */
export interface WritePipeline<Batch> {
  /** Returns when there is room; throws what an earlier write threw. */
  push(batch: Batch): Promise<void>;
  /** Waits until everything is written; throws what a write threw. */
  end(): Promise<void>;
}

/**
 * Overlaps the two halves of an import: this process parses and encrypts while the database writes.
 * At most `ahead` batches wait beside the one that is being written, so memory stays flat.
 */
export function createWritePipeline<Batch>(
  write: (batch: Batch) => Promise<void>,
  ahead: number,
): WritePipeline<Batch> {
  let tail: Promise<void> = Promise.resolve();
  const unfinished: Promise<void>[] = [];
  return {
    async push(batch) {
      tail = tail.then(async () => await write(batch));
      // Whoever waits next gets the failure; until then it must not count as unhandled.
      tail.catch(() => undefined);
      unfinished.push(tail);
      if (unfinished.length > ahead + 1) await unfinished.shift();
    },
    end: async () => await tail,
  };
}
