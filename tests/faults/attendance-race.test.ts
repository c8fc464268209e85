import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readScan } from '../../src/core/attendance/read-scan.js';
import { recordScans } from '../../src/core/attendance/record-scans.js';
import { openVenue, requestAt, verdictsOf } from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext } from '../support/database.js';
import { faultRounds } from '../support/fault-rounds.js';
import { type Sabotage, sabotagedBuild } from '../support/sabotaged-build.js';
import { hasPostgres } from '../support/test-daemons.js';
import { findAttendanceViolations } from './find-attendance-violations.js';

const scansPerTicket = 50;
const withoutComparison: Sabotage = {
  file: 'core/attendance/record-repository.js',
  from: 'AND p.checkin_version = s.version_before',
  to: '',
};

/** The history has a key over versions, which would refuse the double as well. */
const withoutHistoryKey = 'ALTER TABLE checkin_logs DROP CONSTRAINT checkin_logs_pkey';
const withoutPassageRule =
  'ALTER TABLE attendance_passages DROP CONSTRAINT attendance_passages_apart';

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
    const ends = await race({ tickets: 10, record, spoil: withoutHistoryKey });
    expect(ends).toEqual({ twice: 0, never: 0, violations: [] });
  });

  it('are noticed when neither a comparison nor a constraint forbids the double', async () => {
    const record = await sabotaged(withoutComparison);
    const { twice, violations } = await race({
      tickets: 10,
      record,
      spoil: `${withoutHistoryKey}; ${withoutPassageRule}`,
    });
    expect(twice).toBeGreaterThan(0);
    expect(violations.join('\n')).toMatch(/passed a gate twice within five minutes/);
  });
});

async function race(options: {
  tickets: number;
  record?: typeof recordScans;
  spoil?: string;
}): Promise<{ twice: number; never: number; violations: string[] }> {
  const { tickets, record = recordScans, spoil } = options;
  const place = await createPlace('external');
  // Two processes as far as the database can tell: each has connections of its own.
  const contexts = [await openTestContext(place), await openTestContext(place)] as const;
  onTestFinished(async () => {
    for (const context of contexts) await context.close();
    await place.remove();
  });
  const [context] = contexts;
  const venue = await openVenue(context);
  if (spoil !== undefined) await context.database.knex.raw(spoil);
  const people = await registerPeople(context, venue.event, tickets);
  const ends = { twice: 0, never: 0 };
  for (const { id: participantId } of people) {
    const answers = await Promise.all(
      Array.from({ length: scansPerTicket }, async (_, index) => {
        const scanner = contexts[index % 2] ?? context;
        const request = requestAt(venue, { participantId });
        const caller = { keyId: undefined, gateIds: [] };
        const scan = readScan(request, {
          keys: [],
          scanId: scanner.ids.next(),
          caller,
          arrivedAt: 0,
        });
        return verdictsOf(await record(scanner, venue.event.id, [scan]))[0];
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

async function sabotaged(sabotage: Sabotage): Promise<typeof recordScans> {
  const build = join(sabotagedBuild([sabotage]), '../..');
  const url = pathToFileURL(join(build, 'dist/src/core/attendance/record-scans.js'));
  return ((await import(url.href)) as { recordScans: typeof recordScans }).recordScans;
}
