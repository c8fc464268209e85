import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { annulScan } from '../../src/core/attendance/annul-scan.js';
import { readScan } from '../../src/core/attendance/read-scan.js';
import { recordScans } from '../../src/core/attendance/record-scans.js';
import type { Scan } from '../../src/core/attendance/scan.js';
import { revokeScans } from '../../src/core/participants/checkin-repository.js';
import {
  openVenue,
  requestAt,
  scan,
  type Venue,
  verdictsOf,
} from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestContext } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { faultRounds } from '../support/fault-rounds.js';
import { type Sabotage, sabotagedBuild } from '../support/sabotaged-build.js';
import { hasPostgres } from '../support/test-daemons.js';
import { whoWaitsFor } from '../support/who-waits-for.js';
import { findAttendanceViolations } from './find-attendance-violations.js';

const scansPerTicket = 50;
const withoutComparison: Sabotage = {
  file: 'core/attendance/record-repository.js',
  from: 'WHERE c.version = excluded.version - cardinality(excluded.times)',
  to: 'WHERE true',
};

const withoutRevocations: Sabotage = {
  file: 'core/attendance/record-repository.js',
  from: 'AND c.revocations = excluded.revocations',
  to: '',
};
const withoutPassageRule = 'ALTER TABLE checkins DROP CONSTRAINT attendance_passages_apart';

describe.runIf(hasPostgres)('fifty scans of one ticket at the same moment', () => {
  it('let one person in, ticket after ticket', async () => {
    const tickets = faultRounds(60);
    expect(await race({ tickets })).toEqual({ twice: 0, never: 0, violations: [] });
    process.stderr.write(
      `[faults] ${tickets} tickets × ${scansPerTicket} scans: each accepted once\n`,
    );
  });

  it('let one person in by the constraint of the database alone', async () => {
    const record = await sabotaged(withoutComparison);
    const ends = await race({ tickets: 10, record });
    expect(ends).toEqual({ twice: 0, never: 0, violations: [] });
  });

  it('are noticed when neither a comparison nor a constraint forbids the double', async () => {
    const record = await sabotaged(withoutComparison);
    const { twice, violations } = await race({
      tickets: 10,
      record,
      spoil: withoutPassageRule,
    });
    expect(twice).toBeGreaterThan(0);
    expect(violations.join('\n')).toMatch(/passed a gate twice within five minutes/);
  });
});

describe.runIf(hasPostgres)('a scan that was decided on while its ticket was cancelled', () => {
  it('is decided anew, whether the person was scanned before or not', async () => {
    const { verdicts, violations } = await scanWhileCancelled();
    expect(verdicts).toEqual(['cancelled', 'cancelled']);
    expect(violations).toEqual([]);
  });

  it('is noticed when nothing compares that', async () => {
    const { violations } = await scanWhileCancelled(await sabotaged(withoutRevocations));
    expect(violations.join()).toMatch(/cancelled and checked in/);
  });
});

/** Somebody who was never scanned, and somebody whose scan was taken back. */
async function scanWhileCancelled(record: typeof recordScans = recordScans) {
  const { context, other } = await openTwice();
  const venue = await openVenue(context);
  const people = await registerPeople(context, venue.event, 2);
  const back = requestAt(venue, { participantId: people[1]?.id ?? '', scanId: 'back' });
  await scan(context, venue.event, [back]);
  await annulScan(context, { eventId: venue.event.id, scanId: 'back' });
  const verdicts: (string | undefined)[] = [];
  for (const { id: participantId } of people) {
    const scanned = scanOf(context, venue, participantId);
    let results: ReturnType<typeof recordScans> | undefined;
    await context.database.transaction(async (trx) => {
      await revokeScans(trx, participantId);
      const cancelled = { registration_status: 'cancelled', cancelled_at: new Date() };
      await trx('participants').where({ id: participantId }).update(cancelled);
      results = record(other, venue.event.id, [scanned]);
      await eventually('the scan waits', () => whoWaitsFor(trx));
    });
    verdicts.push(verdictsOf((await results) ?? [])[0]);
  }
  const violations = await findAttendanceViolations(context.database.knex, venue.event.id);
  return { verdicts, violations };
}

async function race(options: {
  tickets: number;
  record?: typeof recordScans;
  spoil?: string;
}): Promise<{ twice: number; never: number; violations: string[] }> {
  const { tickets, record = recordScans, spoil } = options;
  const { context, other } = await openTwice();
  const contexts = [context, other] as const;
  const venue = await openVenue(context);
  if (spoil !== undefined) await context.database.knex.raw(spoil);
  const people = await registerPeople(context, venue.event, tickets);
  const ends = { twice: 0, never: 0 };
  for (const { id: participantId } of people) {
    const answers = await Promise.all(
      Array.from({ length: scansPerTicket }, async (_, index) => {
        const scanner = contexts[index % 2] ?? context;
        const scanned = scanOf(scanner, venue, participantId);
        return verdictsOf(await record(scanner, venue.event.id, [scanned]))[0];
      }),
    );
    const accepted = answers.filter((verdict) => verdict === 'accepted').length;
    if (accepted > 1) ends.twice += 1;
    if (accepted < 1) ends.never += 1;
    expect(answers.filter((verdict) => verdict === 'duplicate').length).toBe(
      scansPerTicket - accepted,
    );
  }
  return {
    ...ends,
    violations: await findAttendanceViolations(context.database.knex, venue.event.id),
  };
}

function scanOf({ ids }: Pick<TestContext, 'ids'>, venue: Venue, participantId: string): Scan {
  const caller = { keyId: undefined, gateIds: [] };
  const options = { keys: [], scanId: ids.next(), caller, arrivedAt: 0 };
  return readScan(requestAt(venue, { participantId }), options);
}

/** Two processes as far as the database can tell: each has connections of its own. */
async function openTwice() {
  const place = await createPlace('external');
  const context = await openTestContext(place);
  const other = await openTestContext(place);
  onTestFinished(async () => {
    await context.close();
    await other.close();
    await place.remove();
  });
  return { context, other };
}

async function sabotaged(sabotage: Sabotage): Promise<typeof recordScans> {
  const build = join(sabotagedBuild([sabotage]), '../..');
  const url = pathToFileURL(join(build, 'dist/src/core/attendance/record-scans.js'));
  return ((await import(url.href)) as { recordScans: typeof recordScans }).recordScans;
}
