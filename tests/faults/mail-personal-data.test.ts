import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { insertMessages } from '../../src/core/mailing/message-repository.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { findCanaries, findCanariesInDatabase } from '../support/canary.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { type EvmResult, runEvm } from '../support/run-evm.js';
import type { SmtpDaemon, SmtpFault, SmtpStep } from '../support/smtp-daemon.js';
import { createRedisDatabase, hasPostgres, hasRedis } from '../support/test-daemons.js';
import { findMailViolations, readMessages } from './find-mail-violations.js';
import { startForTest } from './import-jobs.js';
import { addQueue, allMailEnds, mailEnvironment, script, startMailServer } from './mail-world.js';

const name = '카나리아 새틀레이';
const email = 'mail.canary.48213@leak-probe.example';
const phone = '010-3851-2076';
/** The phone as it is typed and as it is stored. */
const canaries = [name, email, phone, '+821038512076'];
/** The name is there to be read at a gate; see the migration. */
const readable = /^public\.participants\.name(?:_key)?$/;
const loud = { EVM_LOG_LEVEL: 'trace' };
const said = `<${email}> "${name}" ${phone}`;

/** What a server can answer, each once, with all that it knows about the person in it. */
const answers: Partial<Record<SmtpStep, SmtpFault[]>> = {
  banner: [`421 4.7.0 busy with ${said}`],
  mail: [`550 5.7.1 not for ${said}`],
  // The last one makes sure that nothing more is sent there.
  rcpt: [
    `450 4.2.0 ${said} is greylisted`,
    `452 4.2.2 ${said} is full`,
    `550 5.7.1 ${said} is blocked`,
  ],
  data: [`451 4.3.0 no data for ${said}`],
  dot: [`451 4.3.0 not now, ${said}`, `554 5.6.0 no such text to ${said}`, 'drop'],
};

describe.skipIf(!hasPostgres())('personal data of mail', () => {
  it('is in no log, error or table, whatever the server answers', async () => {
    const place = await openPlace();
    await addQueue(place);
    const faults = script(answers);
    const last = { isDue: false };
    const daemon = await startMailServer({
      fault(step) {
        const unknown: SmtpFault = `550 5.1.1 ${said} does not exist`;
        return last.isDue && step === 'rcpt' ? unknown : faults.next(step);
      },
    });
    const env = { ...loud, ...mailEnvironment(daemon.url), EVM_WORKER_SWEEP_SECONDS: '0.2' };
    for (let event = 0; event < 4; event++) await queueCanary(place, 2);
    const worker = startForTest(['worker', '--only', 'mailing', '--debug'], { place, env });
    await allMailEnds(place, { workers: [worker] });
    expect(faults.left(), 'answers that were not given').toEqual([]);
    last.isDue = true;
    await queueCanary(place, 2);
    await allMailEnds(place, { workers: [worker] });
    worker.kill('SIGTERM');
    const results: Record<string, EvmResult> = { worker: await worker.exit };
    const messages = await readMessages(place);
    expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
    const id = messages.find(({ state }) => state === 'failed')?.id as string;
    for (const args of [
      ['email', 'list', '--event', 'canary-1'],
      ['email', 'show', id],
    ]) {
      results[args.join(' ')] = await runEvm([...args, '--json', '--debug'], { place, env: loud });
    }
    expect(results.worker?.stderr).toContain('MAIL_REFUSED');
    expect(leaksInLogs(results)).toEqual([]);
    expect(await leaksInDatabase(place)).toEqual([]);
  });

  it.skipIf(!hasRedis())('is not in a Redis, before a worker or after it', async () => {
    const place = await openPlace();
    const redis = await createRedisDatabase();
    onTestFinished(async () => await redis.drop());
    let left = 1;
    const daemon = await startMailServer({
      fault: (step) => (step === 'rcpt' && left-- > 0 ? `450 4.2.0 ${said}` : undefined),
    });
    await queueCanary(place, 1);
    const env = {
      ...loud,
      ...mailEnvironment(daemon.url),
      EVM_REDIS_URL: redis.url,
      EVM_WORKER_SWEEP_SECONDS: '0.2',
    };
    const worker = startForTest(['worker', '--only', 'mailing', '--debug'], { place, env });
    const dumps: string[] = [];
    await allMailEnds(place, {
      workers: [worker],
      look: async () => void dumps.push(await dumpRedis(redis.url)),
    });
    worker.kill('SIGTERM');
    const result = await worker.exit;
    expect(result.exitCode, result.stderr).toBe(0);
    await expectSentTo(place, daemon);
    const all = dumps.concat(await dumpRedis(redis.url)).join('\n');
    expect(all).toContain('messageId');
    expect(findCanaries(canaries, all)).toEqual([]);
    expect(leaksInLogs({ worker: result })).toEqual([]);
    expect(await leaksInDatabase(place)).toEqual([]);
  });
});

/** That the canaries are looked for where they could be: the mail itself holds them. */
async function expectSentTo(place: TestPlace, daemon: SmtpDaemon): Promise<void> {
  expect(findMailViolations(await readMessages(place), daemon.accepted)).toEqual([]);
  const [mail] = daemon.accepted;
  expect(mail?.to).toBe(email);
  expect(findCanaries([name], mail?.raw ?? '')).not.toEqual([]);
}

async function openPlace(): Promise<TestPlace> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  return place;
}

let events = 0;

/** A reminder, with 2 a ticket too, for the canary in an event of its own each time. */
async function queueCanary(place: TestPlace, count: 1 | 2): Promise<void> {
  const context = await openTestContext(place);
  const { database, ids } = context;
  try {
    const event = await makeEvent(context, { slug: `canary-${++events}` });
    const { id } = await join(context, event, { name, email, phone });
    const templates = ['reminder', 'registration_confirmation'] as const;
    for (const template of templates.slice(0, count)) {
      await database.transaction(async (trx) => {
        const message = { eventId: event.id, template, occasion: 'canary', campaignId: null };
        await insertMessages(trx, ids, { ...message, participantIds: [id] });
      });
    }
  } finally {
    await context.close();
  }
}

/** What ends up in logs and bug reports; what a person asked to see is on stdout. */
function leaksInLogs(results: Record<string, EvmResult>) {
  return Object.entries(results).flatMap(([what, { stderr }]) =>
    findCanaries(canaries, stderr, what),
  );
}

async function leaksInDatabase(place: TestPlace) {
  const context = await openTestContext(place);
  try {
    const query = async (sql: string) => (await context.database.knex.raw(sql)).rows;
    const leaks = await findCanariesInDatabase(canaries, query);
    return leaks.filter(({ canary, where }) => canary !== name || !readable.test(where));
  } finally {
    await context.close();
  }
}

/** Every key with its value, as Redis itself would write them to a disk. */
async function dumpRedis(url: string): Promise<string> {
  const client = new Redis(url);
  try {
    const keys = await client.keys('*');
    const values = await Promise.all(keys.map(async (key) => await readKey(client, key)));
    return JSON.stringify([keys, values]);
  } finally {
    client.disconnect();
  }
}

async function readKey(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'hash':
      return await client.hgetall(key);
    case 'list':
      return await client.lrange(key, 0, -1);
    case 'set':
      return await client.smembers(key);
    case 'zset':
      return await client.zrange(key, '0', '-1');
    case 'stream':
      return await client.xrange(key, '-', '+');
    default:
      return await client.get(key);
  }
}
