import type { Context } from '../runtime/context.js';
import { attendanceErrors } from './errors.js';
import { recordScans } from './record-scans.js';
import type { Scan } from './scan.js';
import type { ScanResult } from './schema.js';

/** Answers scans by recording those that come at the same time together. */
export interface ScanGatherer {
  /**
   * Resolves when the scans are committed, with a result for each in this order. Scans of one call are
   * never torn apart: all of them are recorded, or it rejects and none is.
   */
  submit(eventId: string, scans: readonly Scan[]): Promise<ScanResult[]>;
  /** Waits for everything that was submitted. */
  close(): Promise<void>;
}

/** A group is not made larger than this, unless one call alone is. */
const groupSize = 250;
/**
 * So many have to wait, of whatever events, for a group alone, for one beside another, beside two, beside
 * three: while the database writes some, this process reads the next. Found by measuring; a group costs
 * something by itself, so small ones go alone, and a fourth has to be full.
 */
const leastWaiting = [0, 16, 24, groupSize] as const;
/** So many groups are under way at the same time. */
const lanes = { external: leastWaiting.length, embedded: 1 } as const;
/** A group that takes longer than any should is gone past. */
const patienceMs = 100;

interface Submission {
  scans: readonly Scan[];
  resolve(results: ScanResult[]): void;
  reject(error: unknown): void;
}

/**
 * A commit costs the same for one scan as for a hundred. Nobody waits for a group to fill: whoever finds
 * nothing under way is recorded at once, and those who come meanwhile are the next group. Some go beside each
 * other when there are enough for all; small ones would only cost more.
 */
export function createScanGatherer(
  context: Context,
  record: typeof recordScans = recordScans,
): ScanGatherer {
  const queues = new Map<string, Submission[]>();
  /** With the times at which they began. */
  const running = new Map<Promise<void>, number>();
  let waiting = 0;
  let later: NodeJS.Timeout | undefined;

  /** Somebody keeps a participant of the group locked: the others go past it. */
  function isHeldUp(): boolean {
    const [startedAt = 0] = running.values();
    return performance.now() - startedAt >= patienceMs;
  }

  function lookAgain(): void {
    later = undefined;
    advance();
  }

  function advance(): void {
    while (running.size < lanes[context.database.engine]) {
      if (waiting < (leastWaiting[running.size] ?? groupSize) && !isHeldUp()) {
        if (waiting > 0 && later === undefined) later = setTimeout(lookAgain, patienceMs).unref();
        return;
      }
      const next = takeGroup();
      if (!next) return;
      const run = recordGroup(next.eventId, next.group).finally(() => {
        running.delete(run);
        advance();
      });
      running.set(run, performance.now());
    }
  }

  /** Of the event that has waited longest; it goes to the end of the line then. */
  function takeGroup(): { eventId: string; group: Submission[] } | undefined {
    for (const [eventId, queue] of queues) {
      queues.delete(eventId);
      let count = 0;
      const end = queue.findIndex(({ scans }, at) => {
        count += scans.length;
        return at > 0 && count > groupSize;
      });
      const group = end === -1 ? queue : queue.slice(0, end);
      waiting -= countScans(group);
      if (end !== -1) queues.set(eventId, queue.slice(end));
      return { eventId, group };
    }
    return undefined;
  }

  async function recordGroup(eventId: string, group: readonly Submission[]): Promise<void> {
    try {
      const scans = group.flatMap((submission) => submission.scans);
      const results = await record(context, eventId, scans);
      let answered = 0;
      for (const submission of group) {
        const from = answered;
        answered += submission.scans.length;
        submission.resolve(results.slice(from, answered));
      }
    } catch (error) {
      if (group.length === 1 || !isAboutSome(error)) {
        for (const { reject } of group) reject(error);
        return;
      }
      // Something that no check foresaw is in one of them: the others must not suffer for it.
      for (const submission of group) await recordGroup(eventId, [submission]);
    }
  }

  return {
    submit: async (eventId, scans) =>
      await new Promise<ScanResult[]>((resolve, reject) => {
        const queue = queues.get(eventId);
        const submission = { scans, resolve, reject };
        if (queue) queue.push(submission);
        else queues.set(eventId, [submission]);
        waiting += scans.length;
        advance();
      }),
    async close() {
      while (running.size > 0) await Promise.all(running.keys());
    },
  };
}

function countScans(group: readonly Submission[]): number {
  return group.reduce((sum, { scans }) => sum + scans.length, 0);
}

/** SQLSTATE classes 22 (data) and 23 (integrity), or always too slow: the others would have gone through. */
function isAboutSome(error: unknown): boolean {
  if (attendanceErrors.overtaken.matches(error)) return true;
  return /^2[23]/.test((error as { code?: string }).code ?? '');
}
