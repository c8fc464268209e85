import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { gate } from '../support/gate.js';
import {
  type PostgresDaemon,
  startPostgresDaemon,
  withoutSync,
} from '../support/postgres-daemon.js';
import { startRedisDaemon } from '../support/redis-daemon.js';
import { secondsSince } from '../support/seconds-since.js';
import type { SmtpDaemon } from '../support/smtp-daemon.js';
import { hasPostgres, hasPrivateDaemons } from '../support/test-daemons.js';
import { countCopies, findMailViolations, readMessages } from './find-mail-violations.js';
import { startForTest } from './import-jobs.js';
import { allMailEnds, mailEnvironment, queueMailFor, startMailServer } from './mail-world.js';
import { createPrivatePlace } from './private-place.js';

const people = 15;
const templates = ['reminder', 'registration_confirmation'] as const;

describe.skipIf(!hasPrivateDaemons())('a PostgreSQL that crashes while mail is sent', () => {
  let postgres: PostgresDaemon;
  beforeAll(async () => {
    postgres = await startPostgresDaemon(withoutSync);
  });
  afterAll(async () => await postgres?.remove());

  it.each([
    // The answers come while the database is away: only the worker knows them, and keeps them.
    ['before the answers come', false],
    ['and is back when the answers come', true],
  ] as const)('%s makes nothing lost or silently double', async (_, isBackFirst) => {
    const place = await createPrivatePlace(postgres, isBackFirst ? 'back_first' : 'away');
    const { daemon, held, release } = await startHoldingServer(2);
    await queueMailFor(place, { people, templates });
    const env = { ...mailEnvironment(daemon.url), EVM_MAIL_CONNECTIONS: '2' };
    const worker = startForTest(['worker', '--only', 'mailing'], { place, env });
    await held;
    await postgres.stop('immediate');
    if (isBackFirst) await postgres.start();
    release();
    if (!isBackFirst) {
      await eventually('the server has taken them', async () => daemon.accepted[before + 1]);
      await postgres.start();
    }
    const startedAt = performance.now();
    await allMailEnds(place, { workers: [worker] });
    const seconds = secondsSince(startedAt);
    worker.kill('SIGTERM');
    const { exitCode, stderr } = await worker.exit;

    expect(exitCode, stderr).toBe(0);
    await expectAllRecorded(place, daemon);
    process.stderr.write(
      `[faults] database restarted: ${2 * people} messages sent ${seconds.toFixed(1)} s later\n`,
    );
  });
});

describe.skipIf(!hasPostgres() || !hasPrivateDaemons())('a Redis while mail is sent', () => {
  it.each(['flush', 'kill'] as const)(
    'may lose everything (%s), and each message is sent once',
    async (loss) => {
      const place = await createPlace('external');
      onTestFinished(async () => await place.remove());
      const redis = await startRedisDaemon();
      onTestFinished(redis.remove);
      const { daemon, held, release } = await startHoldingServer(2);
      await queueMailFor(place, { people, templates });
      const env = {
        ...mailEnvironment(daemon.url),
        EVM_MAIL_CONNECTIONS: '2',
        EVM_REDIS_URL: redis.url,
        EVM_WORKER_SWEEP_SECONDS: '0.5',
      };
      const worker = startForTest(['worker', '--only', 'mailing'], { place, env });
      await held;
      await redis[loss]();
      // What comes now has nobody who rings for it.
      await queueMailFor(place, { people: 2, templates });
      release();
      await allMailEnds(place, { workers: [worker] });
      worker.kill('SIGTERM');
      const { exitCode, stderr } = await worker.exit;

      expect(exitCode, stderr).toBe(0);
      await expectAllRecorded(place, daemon);
      expect(daemon.accepted).toHaveLength(2 * people + 4);
    },
  );
});

/** So many messages are let through before bodies are held. */
const before = 4;

/** Lets some messages through, then holds so many bodies unanswered at the same time. */
async function startHoldingServer(count: number) {
  const reached = gate<undefined>();
  const answer = gate<undefined>();
  let bodies = 0;
  const daemon = await startMailServer({
    fault(step) {
      if (step !== 'dot') return undefined;
      bodies += 1;
      if (bodies === before + count) reached.open(undefined);
      return bodies > before ? { after: answer.opened } : undefined;
    },
  });
  return { daemon, held: reached.opened, release: () => answer.open(undefined) };
}

/** No process died, so every answer of the mail server was recorded, however late. */
async function expectAllRecorded(place: TestPlace, daemon: SmtpDaemon): Promise<void> {
  const messages = await readMessages(place);
  expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
  const copies = countCopies(messages, daemon.accepted);
  const sent = messages.filter(({ id }) => copies.has(id));
  expect(sent.map(({ state }) => state)).toEqual(sent.map(() => 'done'));
  // A begin whose answer the crash has swallowed leaves a message in doubt that was not even submitted.
  const others = messages.filter(({ id }) => !copies.has(id));
  expect(others.map(({ state }) => state)).toEqual(others.map(() => 'unknown'));
  expect(daemon.accepted.length).toBeGreaterThan(people);
}
