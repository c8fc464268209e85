/** One piece of work at a time behind its starter, who goes on meanwhile. */
export interface WorkBehind {
  /** Starts `work` once the one before is done; throws what that one threw, and then starts nothing any more. */
  start(work: () => Promise<void>): Promise<void>;
  /** Waits until nothing runs; throws what was thrown. */
  done(): Promise<void>;
}

/** Overlaps two halves: whoever starts work prepares the next meanwhile, and no more than that one. */
export function createWorkBehind(): WorkBehind {
  let running = Promise.resolve();
  return {
    async start(work) {
      await running;
      running = work();
      // Whoever waits next gets the failure; until then it must not count as unhandled.
      running.catch(() => undefined);
    },
    done: async () => await running,
  };
}
