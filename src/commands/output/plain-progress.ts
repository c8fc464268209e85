import {
  describeAmount,
  describeCounts,
  describePace,
  joinParts,
  type StageState,
} from './describe-progress.js';
import type { ProgressReporter } from './progress.js';

const interval = 5_000;

/**
 * Progress for a log or a pipe: a line every five seconds, and the last state of each stage when
 * it ends.
 */
export function createPlainProgress(options: {
  write: (line: string) => void;
  now: () => number;
}): ProgressReporter {
  const { write, now } = options;
  let stage: StageState | undefined;
  let printedAt = 0;
  let pending = false;

  function print(): void {
    if (stage === undefined) return;
    const { latest } = stage;
    write(joinParts([describeAmount(stage), describePace(stage, now()), describeCounts(latest)]));
    printedAt = now();
    pending = false;
  }

  function printPending(): void {
    if (pending) print();
  }

  return {
    stage(name) {
      printPending();
      stage = { name, startedAt: now(), latest: undefined };
      printedAt = now();
      pending = true;
    },
    update(update) {
      stage ??= { name: 'working', startedAt: now(), latest: undefined };
      stage.latest = update;
      pending = true;
      if (now() - printedAt >= interval) print();
    },
    async finish() {
      printPending();
      stage = undefined;
    },
  };
}
