import { expect, it } from 'vitest';
import * as checkins from '../../../../migrations/0010-checkins.js';
import * as factsNameRecords from '../../../../migrations/0011-facts-name-records.js';
import * as undoneBy from '../../../../migrations/0012-undone-by.js';
import { annulScan } from '../../../../src/core/attendance/annul-scan.js';
import type { Context } from '../../../../src/core/runtime/context.js';
import { describeEachEngine, openTestContext } from '../../../support/database.js';
import { countedNumbers, followAll } from '../../attendance/follow-work.js';
import { minute, openVenue, requestAt, scan } from '../../attendance/sample-scans.js';
import { registerPeople } from '../../events/sample-event.js';

describeEachEngine(
  'the migrations to narrow check-ins and to facts that name records',
  (engine) => {
    it('keeps check-ins, passages, history and what waits to be counted, there and back', async () => {
      const context = await openTestContext(engine);
      const { database } = context;
      try {
        const venue = await openVenue(context);
        const [one, two, three] = await registerPeople(context, venue.event, 3);
        const at = (participantId: string | undefined, minutes: number, scanId: string) =>
          requestAt(venue, {
            participantId: participantId ?? '',
            timestamp: minute(minutes),
            scanId,
          });
        await scan(context, venue.event, [at(one?.id, 0, 'a'), at(two?.id, 0, 'b')]);
        await scan(context, venue.event, [at(one?.id, 30, 'c'), at(three?.id, 31, 'd')]);
        await annulScan(context, { eventId: venue.event.id, scanId: 'd' });
        const before = await stateOf(context);
        expect(before.checkins).toHaveLength(3);
        await database.transaction(async (trx) => {
          await undoneBy.down(trx);
          await factsNameRecords.down(trx);
          await checkins.down(trx);
        });
        const { rows } = await database.knex.raw<{ rows: object[] }>(
          `SELECT checkin_status, inside, checkin_version,
           (SELECT array_agg(t ORDER BY t) FROM attendance_passages a, unnest(a.times) AS t
            WHERE a.participant_id = p.id) AS times
         FROM participants p WHERE id = ANY(?::uuid[]) ORDER BY number`,
          [[one?.id ?? '', two?.id ?? '', three?.id ?? '']] as never[],
        );
        const times = [0, 30].map((minutes) => String(Date.parse(minute(minutes))));
        expect(rows).toEqual([
          { checkin_status: 'checked_in', inside: true, checkin_version: 2, times },
          { checkin_status: 'checked_in', inside: true, checkin_version: 1, times: [times[0]] },
          { checkin_status: 'not_checked_in', inside: false, checkin_version: 2, times: null },
        ]);
        expect(
          await database.knex('domain_events').where('type', 'like', 'attendance.%'),
        ).toHaveLength(5);
        await database.transaction(async (trx) => {
          await checkins.up(trx);
          await factsNameRecords.up(trx);
          await undoneBy.up(trx);
        });
        expect(await stateOf(context)).toEqual(before);
        await followAll(context);
        expect((await countedNumbers(context, venue.event)).totals).toEqual({
          attended: 2,
          inside: 2,
          records: 3,
        });
      } finally {
        await context.close();
      }
    });
  },
);

async function stateOf({ database: { knex } }: Context) {
  return {
    checkins: await knex('checkins').orderBy('participant_id').select(checkinColumns),
    history: await knex('checkin_logs').orderBy(['participant_id', 'version']),
    records: await knex('attendance_records').orderBy('id'),
    facts: (
      await knex.raw<{ rows: object[] }>(
        `SELECT type, data->'conflicts' AS conflicts, s.scan, n.record
         FROM domain_events
         LEFT JOIN jsonb_array_elements(data->'scans') AS s (scan) ON true
         LEFT JOIN jsonb_array_elements_text(data->'recordIds') AS n (record) ON true
         WHERE type LIKE 'attendance.%' ORDER BY n.record, type`,
      )
    ).rows,
  };
}

const checkinColumns = [
  'participant_id',
  'status',
  'inside',
  'version',
  'checked_in_at',
  'gate_ids',
  'times',
];
