import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { annulScan } from '../../src/core/attendance/annul-scan.js';
import { readScan } from '../../src/core/attendance/read-scan.js';
import { recordScans } from '../../src/core/attendance/record-scans.js';
import type { Scan } from '../../src/core/attendance/scan.js';
import type { ScanRequest, ScanResult } from '../../src/core/attendance/schema.js';
import { revokeScans } from '../../src/core/participants/checkin-repository.js';
import {
  minute,
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
const withoutScanIds: Sabotage = {
  file: 'core/attendance/record-repository.js',
  from: 'THEN (SELECT count(*) FROM written) = (SELECT count(*) FROM rows)',
  to: 'THEN true',
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

describe.runIf(hasPostgres)('one scan that is sent fifty times at the same moment', () => {
  const stranger = { participantId: '00000000-0000-7000-8000-000000000000' };
  const once = { firsts: 1, repeated: 49, mismatched: 0, answers: 1, stored: 1 };

  it('is answered once, repeated to all others and recorded once', async () => {
    const rounds = faultRounds(10);
    const ends = await sendTogether({ rounds, bodies: ({ id }) => [{ participantId: id }] });
    expect(ends.rounds).toEqual(Array.from({ length: rounds }, () => ({ ...once, records: 1 })));
    expect(ends.violations).toEqual([]);
  });

  it('is answered once when it is of nobody whose check-in could be locked', async () => {
    const rounds = faultRounds(5);
    const ends = await sendTogether({ rounds, bodies: () => [stranger] });
    expect(ends.rounds).toEqual(Array.from({ length: rounds }, () => ({ ...once, records: 0 })));
  });

  it('is whichever came first, and the other is refused, when its id means two scans', async () => {
    const rounds = faultRounds(5);
    const ends = await sendTogether({
      rounds,
      bodies: ({ id }) => [0, 30].map((at) => ({ participantId: id, timestamp: minute(at) })),
    });
    const half = { ...once, repeated: 24, mismatched: 25, records: 1 };
    expect(ends.rounds).toEqual(Array.from({ length: rounds }, () => half));
    expect(ends.violations).toEqual([]);
  });

  it('is noticed when nothing compares whether its id was new', async () => {
    const record = await sabotaged(withoutScanIds);
    const { rounds } = await sendTogether({ rounds: 1, bodies: () => [stranger], record });
    expect(rounds[0]?.firsts).toBeGreaterThan(1);
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
    const scanned = scanOf(context, venue, { participantId });
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
        const scanned = scanOf(scanner, venue, { participantId });
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

/** One scan id for each round, sent with each of the bodies in turn; what became of it, told in numbers. */
async function sendTogether(options: {
  rounds: number;
  bodies: (person: { id: string }) => Partial<ScanRequest>[];
  record?: typeof recordScans;
}) {
  const { bodies, record = recordScans } = options;
  const { context, other } = await openTwice();
  const venue = await openVenue(context);
  const { knex } = context.database;
  const rounds = [];
  for (const person of await registerPeople(context, venue.event, options.rounds)) {
    const scanId = context.ids.next();
    const scans = bodies(person).map((body) => scanOf(context, venue, { ...body, scanId }));
    const results = await Promise.all(
      Array.from({ length: scansPerTicket }, async (_, index) => {
        const scanner = index % 2 === 0 ? context : other;
        // Half of each, and each from both.
        const scanned = scans[(index + Math.floor(index / 2)) % scans.length] as Scan;
        return await record(scanner, venue.event.id, [scanned]);
      }),
    );
    const of = { event_id: venue.event.id, scan_id: scanId };
    const stored = (await knex('scans').where(of)).length;
    const records = (await knex('attendance_records').where(of)).length;
    rounds.push({ ...countResults(results.flat()), stored, records });
  }
  const violations = await findAttendanceViolations(knex, venue.event.id);
  return { rounds, violations };
}

/** How many were first, repeated or refused, and how many different answers there were. */
function countResults(results: readonly ScanResult[]) {
  const answered = results.filter((result) => result.kind === 'answered');
  const answers = new Set(answered.map(({ answer, person }) => JSON.stringify([answer, person])));
  return {
    firsts: answered.filter(({ isRepeated }) => !isRepeated).length,
    repeated: answered.filter(({ isRepeated }) => isRepeated).length,
    mismatched: results.filter(({ kind }) => kind === 'mismatch').length,
    answers: answers.size,
  };
}

function scanOf(
  { ids }: Pick<TestContext, 'ids'>,
  venue: Venue,
  changes: Partial<ScanRequest>,
): Scan {
  const caller = { keyId: undefined, gateIds: [] };
  const options = { keys: [], scanId: ids.next(), caller, arrivedAt: 0 };
  return readScan(requestAt(venue, changes), options);
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
