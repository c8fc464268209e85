import type { StatisticsSnapshot } from './snapshot.js';

/**
 * Where processes share snapshots. A convenience: what cannot be read or written is as if it were not
 * there, and neither throws nor keeps anybody waiting for long.
 */
export interface SnapshotCache {
  get(eventId: string, version: number): Promise<StatisticsSnapshot | undefined>;
  /** Kept under its own version. */
  set(eventId: string, snapshot: StatisticsSnapshot): Promise<void>;
  close(): Promise<void>;
}
