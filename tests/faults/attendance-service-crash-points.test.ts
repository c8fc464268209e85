import { describe, expect, it } from 'vitest';
import { requestAt } from '../core/attendance/sample-scans.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import { createPlace, type TestPlace } from '../support/database.js';
import { faultRounds } from '../support/fault-rounds.js';
import { hasPostgres } from '../support/test-daemons.js';
import { call } from '../workers/attendance-http/running-service.js';
import {
  type AttendanceWorld,
  addressOf,
  findStored,
  launchService,
  makeAttendanceWorld,
} from './attendance-world.js';

interface World extends AttendanceWorld {
  place: TestPlace;
  /** What each request was answered, in their order; as far as it came. */
  told: string[];
}

describe.skipIf(!hasPostgres())('a service that takes scans', () => {
  it('has stored what it answered wherever it was killed, and gives the same answers again', {
    timeout: 300_000 * faultRounds(1),
  }, async () => {
    const tried = await crashEverywhere(scenario, {
      thrifty: true,
      // Recording is one statement, taking back a transaction: nothing is there before these.
      only: (name) => /^sql (?:WITH given AS \(SELECT|COMMIT)/.test(name),
    });
    const names = tried.map(({ name }) => name).join('\n');
    expect(names).toMatch(/WITH given[\s\S]+COMMIT/);
    process.stderr.write(`[faults] service: ${tried.length} kills\n`);
  });
});

const scenario: CrashScenario<World> = {
  async prepare() {
    const place = await createPlace('external');
    return { place, told: [], ...(await makeAttendanceWorld(place, 2)) };
  },
  async attempt(world, env) {
    const service = launchService({ place: world.place, env });
    const ended = service.exit.then(() => undefined);
    const url = await Promise.race([addressOf(service).catch(() => undefined), ended]);
    if (url !== undefined) world.told.push(...(await askAll(world, url)));
    service.kill('SIGTERM');
    return await service.exit;
  },
  async recover(world) {
    const service = launchService({ place: world.place });
    const told = await askAll(world, await addressOf(service));
    service.kill('SIGTERM');
    await service.exit;
    expect(told.slice(0, world.told.length)).toEqual(world.told);
    expect(told).toHaveLength(requestsOf(world).length);
    expect(told.map((text) => text.slice(0, 3))).toEqual(['201', '200', '200']);
  },
  async check({ place, venue }) {
    const { verdicts, violations } = await findStored(place, venue.event.id);
    expect(violations).toEqual([]);
    const first = verdicts.filter((verdict) => verdict !== 'already_inside');
    expect(first).toEqual(['accepted', 'accepted', 'accepted', 'duplicate']);
  },
  dispose: async ({ place }) => await place.remove(),
};

/** Sends one request after the other, until there is no service any more to answer. */
async function askAll(world: World, url: string): Promise<string[]> {
  const { key } = world.target;
  const told: string[] = [];
  for (const [method, path, body] of requestsOf(world)) {
    try {
      const { status, text } = await call({ url }, path, { method, key, body });
      told.push(`${status} ${text.replaceAll('"replayed":true', '"replayed":false')}`);
    } catch {
      break;
    }
  }
  return told;
}

function requestsOf({ venue, target }: World) {
  const [, second = ''] = target.participantIds;
  const gateId = venue.gates[1].id;
  const batch = [
    requestAt(venue, { scanId: 'one', gateId }),
    requestAt(venue, { scanId: 'two', gateId, participantId: second }),
    requestAt(venue, { scanId: 'again', gateId }),
  ];
  return [
    ['POST', '/api/v1/attendance/record', requestAt(venue, { scanId: 'alone' })],
    ['POST', '/api/v1/attendance/batch', batch],
    ['DELETE', '/api/v1/attendance/alone', undefined],
  ] as const;
}
