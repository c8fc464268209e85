import { LRUCache } from 'lru-cache';
import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import type { StatisticsHead, StatisticsSnapshot } from './snapshot.js';
import type { SnapshotCache } from './snapshot-cache.js';
import { readHead, readSnapshot } from './snapshot-repository.js';
import { type Statistics, summariseAttendance } from './summarise-attendance.js';

/** The numbers of events for whoever reads them often. */
export interface StatisticsDesk {
  /** Throws EVENT_GONE. */
  read(eventId: string): Promise<Statistics>;
  /** What `read` makes its answer of. Throws EVENT_GONE. */
  snapshot(eventId: string): Promise<{ head: StatisticsHead; snapshot: StatisticsSnapshot }>;
  close(): Promise<void>;
}

/** Seed 002: in memory a minute and a thousand at most, in Redis five minutes. */
const memory = { ttl: 60_000, max: 1000 };

/**
 * Layers: memory → Redis where it is configured → the aggregates. Each reading asks the database for the
 * version of the numbers, which is one look-up by key, and takes them from the first layer that has that
 * version: nothing has to be invalidated in time, no answer is older than the database was, and in one
 * process none is older than the one before it.
 */
export async function openStatistics(
  context: Pick<Context, 'config' | 'clock' | 'database' | 'logger'>,
  options: { redisPatienceMs?: number } = {},
): Promise<StatisticsDesk> {
  const { clock, config, database } = context;
  const shared = await openShared(context, config.redisUrl, options.redisPatienceMs);
  const known = new LRUCache<string, StatisticsSnapshot>(memory);
  const loading = new Map<string, Promise<StatisticsSnapshot>>();

  async function load(eventId: string, version: number): Promise<StatisticsSnapshot> {
    const stored = await shared?.get(eventId, version);
    if (stored) return stored;
    const fresh = await readSnapshot(database.knex, eventId, clock.now());
    await shared?.set(eventId, fresh);
    return fresh;
  }

  /** Readers of the same moment share one loading. */
  async function loadOnce(eventId: string, version: number): Promise<StatisticsSnapshot> {
    const key = `${eventId} ${version}`;
    const running = loading.get(key) ?? load(eventId, version);
    loading.set(key, running);
    try {
      return await running;
    } finally {
      loading.delete(key);
    }
  }

  async function snapshot(eventId: string) {
    const head = await readHead(database.knex, eventId);
    if (!head) throw attendanceErrors.eventGone({});
    const before = known.get(eventId);
    if (before && before.version >= head.version) return { head, snapshot: before };
    const loaded = await loadOnce(eventId, head.version);
    const newest = newerOf(known.get(eventId), loaded);
    known.set(eventId, newest);
    return { head, snapshot: newest };
  }

  return {
    snapshot,
    async read(eventId) {
      const found = await snapshot(eventId);
      return summariseAttendance(found.head, found.snapshot, clock.now());
    },
    close: async () => await shared?.close(),
  };
}

/** Readers overtake each other: what is kept is never replaced by something older. */
function newerOf(
  one: StatisticsSnapshot | undefined,
  other: StatisticsSnapshot,
): StatisticsSnapshot {
  return one && one.version > other.version ? one : other;
}

async function openShared(
  context: Pick<Context, 'logger'>,
  redisUrl: string | undefined,
  patienceMs: number | undefined,
): Promise<SnapshotCache | undefined> {
  if (redisUrl === undefined) return undefined;
  const { openRedisSnapshots } = await import('./adapters/redis-snapshots.js');
  return openRedisSnapshots(context, redisUrl, patienceMs);
}
