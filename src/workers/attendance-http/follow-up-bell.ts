import { listDueFollowUps } from '../../core/attendance/due-follow-ups.js';
import { followUpJob } from '../../core/attendance/jobs.js';
import type { Context } from '../../core/runtime/context.js';
import type { DoorbellQueue } from '../../core/runtime/queue/doorbell-queue.js';

/** Rings for the work that scans leave behind. */
export interface FollowUpBell {
  /** Something was committed. Returns at once; the workers hear of it soon. */
  ring(): void;
  /** Waits for the ring that is under way. */
  close(): Promise<void>;
}

/** Whoever takes one row takes the others of its event along, so a ring for each scan would only cost. */
const apartMs = 250;
/** One for each handler, of two events. */
const mostRows = 8;

export function createFollowUpBell(context: Context, queue: DoorbellQueue): FollowUpBell {
  let isWanted = false;
  let isClosed = false;
  let running: Promise<void> | undefined;
  let pausing: { timer: NodeJS.Timeout; end: () => void } | undefined;

  async function pause(): Promise<void> {
    if (isClosed) return;
    await new Promise<void>((resolve) => {
      pausing = { timer: setTimeout(resolve, apartMs), end: resolve };
    });
    pausing = undefined;
  }

  async function ringOnce(): Promise<void> {
    try {
      const ids = await listDueFollowUps(context, mostRows);
      for (const workId of ids) await queue.ring(followUpJob, { workId });
    } catch (err) {
      // The sweeper of the workers finds the rows.
      context.logger.debug({ err }, 'the workers could not be told of scans');
    }
  }

  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await ringOnce();
      await pause();
    }
    running = undefined;
  }

  return {
    ring() {
      isWanted = true;
      if (!isClosed) running ??= run();
    },
    async close() {
      isClosed = true;
      clearTimeout(pausing?.timer);
      pausing?.end();
      await running;
    },
  };
}
