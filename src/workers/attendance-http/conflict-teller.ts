import type { ScanResult } from '../../core/attendance/schema.js';
import { tellConflicts } from '../../core/attendance/tell-conflicts.js';
import type { Context } from '../../core/runtime/context.js';

/** Tells live views of scans that came late and did not agree with the record. */
export interface ConflictTeller {
  /** Returns at once: whoever sent the scans is not kept waiting for it. */
  tell(eventId: string, results: readonly ScanResult[]): void;
  /** Waits for what is being told. */
  close(): Promise<void>;
}

export function createConflictTeller(context: Context): ConflictTeller {
  const running = new Set<Promise<void>>();

  async function tellNow(eventId: string, results: readonly ScanResult[]): Promise<void> {
    try {
      await tellConflicts(context, eventId, results);
    } catch (err) {
      context.logger.warn({ err }, 'live views could not be told of scans that do not agree');
    }
  }

  return {
    tell(eventId, results) {
      const run = tellNow(eventId, results).finally(() => running.delete(run));
      running.add(run);
    },
    close: async () => void (await Promise.all(running)),
  };
}
