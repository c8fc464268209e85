import { followUp } from '../../../src/core/attendance/follow-up.js';
import { attendanceLedger } from '../../../src/core/attendance/jobs.js';
import type { AttendanceHandler } from '../../../src/core/attendance/work-repository.js';
import type { Event } from '../../../src/core/events/schema.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import { claimOne } from '../../support/claim-one.js';
import type { TestContext } from '../../support/database.js';

const never = new Date('2200-01-01');

/** Work of one handler that waits, the oldest first. */
export async function waitingWork(
  context: TestContext,
  { id }: Pick<Event, 'id'>,
  handler: AttendanceHandler,
): Promise<string[]> {
  return await context.database
    .knex('attendance_work')
    .where({ event_id: id, handler, state: 'pending' })
    .orderBy('id')
    .pluck('id');
}

/** Does one row of work; `together` are the only others that it may take along. */
export async function followOne(
  context: TestContext,
  id: string,
  together: readonly string[] = [],
): Promise<void> {
  const { knex } = context.database;
  await knex('attendance_work').where({ state: 'pending' }).update({ not_before: never });
  await knex('attendance_work')
    .whereIn('id', [id, ...together])
    .update({ not_before: new Date(0) });
  const claim = await claimOne(context, attendanceLedger, id);
  if (claim) await followUp(context, claim);
  await knex('attendance_work')
    .where({ state: 'pending' })
    .update({ not_before: new Date(0) });
}

/** Does all work that is due, of all events and handlers. */
export async function followAll(context: TestContext): Promise<void> {
  const options = { leaseSeconds: 60, ids: context.ids, limit: 1 };
  for (;;) {
    const [claim] = await claimDue(context.database, attendanceLedger, options);
    if (!claim) return;
    await followUp(context, claim);
  }
}

/** The counted numbers of an event, in an order of their own. */
export async function countedNumbers(context: TestContext, { id }: Pick<Event, 'id'>) {
  const { knex } = context.database;
  return {
    totals: (await knex('attendance_totals')
      .where({ event_id: id })
      .first('attended', 'inside', 'records')) ?? { attended: 0, inside: 0, records: 0 },
    hours: await knex('attendance_hourly_stats')
      .where({ event_id: id })
      .orderBy(['date', 'hour', 'gate_id']),
    minutes: await knex('attendance_minute_stats')
      .where({ event_id: id })
      .orderBy(['minute', 'gate_id']),
  };
}
