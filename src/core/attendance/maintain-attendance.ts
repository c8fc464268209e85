import type { Context } from '../runtime/context.js';
import {
  createPartition,
  listPartitions,
  listUsedMonths,
  refreshCurrentStats,
} from './maintenance-repository.js';
import { listMiscounted, removeDoneWork } from './pending-work-repository.js';
import { type Month, planningHorizon, planPartitions } from './plan-partitions.js';
import { rebuildStatistics } from './statistics/rebuild-statistics.js';

export interface AttendanceMaintenance {
  /** Partitions that were made now. */
  partitions: string[];
  /** Those whose turn it is, but the table was too busy; they are tried again. */
  postponed: string[];
  /** Records that the default partition had taken and that went into their own. */
  movedRecords: number;
  /** Ids of events whose numbers were counted anew, because some facts could not be counted along. */
  rebuilt: string[];
  removedWork: number;
}

/** Done work is kept so long, for whoever looks into what happened. */
const keptHours = 24;
/** Of events that far back, records may still come in from devices that were offline. */
const lookBackMs = 60 * 24 * 60 * 60_000;

/**
 * What the tables of attendance need now and then: partitions ahead of time, `current_stats` refreshed,
 * numbers mended that miss something, done work removed. As often as wanted, two at once too.
 */
export async function maintainAttendance(
  context: Pick<Context, 'clock' | 'config' | 'database' | 'ids' | 'logger'>,
): Promise<AttendanceMaintenance> {
  const { database, clock } = context;
  const now = clock.now();
  const done: AttendanceMaintenance = {
    partitions: [],
    postponed: [],
    movedRecords: 0,
    rebuilt: [],
    removedWork: 0,
  };
  const period = { from: new Date(now.getTime() - lookBackMs), until: planningHorizon(now) };
  const usedMonths = await listUsedMonths(database.knex, period);
  const existing = await listPartitions(database.knex);
  for (const month of planPartitions({ now, usedMonths, existing })) {
    const moved = await tryToCreate(context, month);
    if (moved === 'busy') done.postponed.push(month.name);
    else if (moved !== undefined) {
      done.partitions.push(month.name);
      done.movedRecords += moved;
    }
  }
  await refreshCurrentStats(database.knex);
  for (const id of await listMiscounted(database.knex)) {
    context.logger.warn({ event: id }, 'facts could not be counted; the event is counted anew');
    await rebuildStatistics(context, { id });
    done.rebuilt.push(id);
  }
  done.removedWork = await removeDoneWork(database.knex, keptHours);
  return done;
}

async function tryToCreate(
  { database, logger }: Pick<Context, 'database' | 'logger'>,
  month: Month,
): Promise<number | 'busy' | undefined> {
  try {
    return await database.transaction(async (trx) => await createPartition(trx, month));
  } catch (err) {
    if ((err as { code?: string }).code !== lockNotAvailable) throw err;
    logger.warn({ err }, 'a partition of attendance could not be made yet: the table is busy');
    return 'busy';
  }
}

const lockNotAvailable = '55P03';
