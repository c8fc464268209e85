import { describe, expect, it, onTestFinished } from 'vitest';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { faultRounds } from '../support/fault-rounds.js';
import { runEvm } from '../support/run-evm.js';
import { secondsSince } from '../support/seconds-since.js';
import { tempFolder } from '../support/temp.js';
import { createRedisDatabase, hasPostgres, hasRedis } from '../support/test-daemons.js';
import { findViolations } from './find-violations.js';
import { holdImport } from './hold-import.js';
import { createEvent, jobWith, startForTest } from './import-jobs.js';
import { writeParticipantList } from './participant-list.js';

const rows = 20_000;
const event = 'worker-day';

describe.skipIf(!hasPostgres() || !hasRedis())('a worker killed in the middle of an import', () => {
  const rounds = Array.from({ length: faultRounds(1) }, (_, index) => index + 1);
  const cases = rounds.flatMap(
    (round) =>
      [
        ['Redis', round],
        ['PostgreSQL', round],
      ] as const,
  );

  it.each(cases)(
    'is followed by another one, which finishes it once (queue on %s, round %i)',
    async (queue) => {
      const place = await createPlace('external');
      onTestFinished(async () => await place.remove());
      const env = await queueEnvironment(queue, place);
      await createEvent(place, event);
      const held = await holdImport(place.databaseUrl as string, { event, number: 10_001 });
      const first = startForTest(['worker'], { place, env });
      await first.waitForLine(/the workers listen/);
      await submit(place, env);
      await held.reached();
      const second = startForTest(['worker'], { place, env });
      await second.waitForLine(/the workers listen/);

      first.kill('SIGKILL');
      const killedAt = performance.now();
      await first.exit;
      await held.release();
      await jobWith(place, ({ crashes }) => crashes === 1);
      const begunAfter = secondsSince(killedAt);
      const job = await jobWith(place, ({ status }) => status === 'completed');
      const doneAfter = secondsSince(killedAt);
      second.kill('SIGTERM');
      const { exitCode, stderr } = await second.exit;

      expect(exitCode, stderr).toBe(0);
      expect(job).toMatchObject({ crashes: 1, attempts: 0, progress: 100 });
      await expectImportedOnce(place);
      process.stderr.write(
        `[faults] worker killed, queue on ${queue}: done ${doneAfter.toFixed(1)} s later\n`,
      );
      expect(begunAfter).toBeLessThan(60);
    },
  );
});

async function queueEnvironment(queue: string, place: TestPlace): Promise<Record<string, string>> {
  if (queue === 'PostgreSQL') {
    const { exitCode, stderr } = await runEvm(['db', 'migrate'], { place });
    expect(exitCode, stderr).toBe(0);
    return {};
  }
  const redis = await createRedisDatabase();
  onTestFinished(async () => await redis.drop());
  return { EVM_REDIS_URL: redis.url };
}

async function submit(place: TestPlace, env: Record<string, string>): Promise<void> {
  const list = writeParticipantList(tempFolder(), { rows, rejected: 0 });
  const args = ['import', list, '--event', event, '--detach'];
  const { exitCode, stderr } = await runEvm(args, { place, env });
  expect(exitCode, stderr).toBe(0);
}

async function expectImportedOnce(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  try {
    expect(await findViolations(context)).toEqual([]);
    expect(await context.database.knex('participants').pluck('number')).toHaveLength(rows);
  } finally {
    await context.close();
  }
}
