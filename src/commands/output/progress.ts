/** What a long command tells about itself while it works. */
export interface ProgressUpdate {
  done: number;
  /** Left out when nobody can know it yet. */
  total?: number | undefined;
  /** What is counted, in the plural: `rows`. */
  unit: string;
  /** Further counts by name, such as `{ created: 987, rejected: 10 }`. */
  counts?: Readonly<Record<string, number>> | undefined;
  /** Units per second. Left out, it is derived from `done` and the time since the stage began. */
  rate?: number | undefined;
}

/**
 * Where a long command reports to. Never throws, never waits, and may be called for every row:
 * adapters draw at their own pace. Shown on stderr only.
 */
export interface ProgressReporter {
  /** A new stage begins (`reading`, `checking`, `writing`); the one before is done. */
  stage(name: string): void;
  update(update: ProgressUpdate): void;
  /** Ends the view and leaves the terminal as it was. May be called more than once. */
  finish(): Promise<void>;
}

/** For --quiet, --json and tests. */
export const silentProgress: ProgressReporter = {
  stage() {},
  update() {},
  async finish() {},
};
