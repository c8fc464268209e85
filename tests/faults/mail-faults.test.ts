import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { gate } from '../support/gate.js';
import type { SmtpDaemon, SmtpFault, SmtpStep } from '../support/smtp-daemon.js';
import { startSmtpReference } from '../support/smtp-reference.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { createRedisDatabase, hasPostgres, hasRedis } from '../support/test-daemons.js';
import { countCopies, findMailViolations, readMessages } from './find-mail-violations.js';
import { startForTest } from './import-jobs.js';
import {
  addQueue,
  allMailEnds,
  letMailTimePass,
  mailEnvironment,
  queueMailFor,
  script,
  startMailServer,
  workOff,
  workToTheEnd,
} from './mail-world.js';

/** For one person: mail that is held when in doubt, and a ticket. */
const templates = ['reminder', 'registration_confirmation'] as const;
const reminderDone = 'reminder done, 1 submitted, 1 there';
const ticketDone = 'registration_confirmation done, 1 submitted, 1 there';

describe.skipIf(!hasPostgres())('a mail server', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createPlace('external');
  });
  beforeEach(async () => await empty(place));
  afterAll(async () => await place?.remove());

  it.each<[what: string, at: SmtpStep, faults: SmtpFault[], ends: string[]]>([
    ['hangs up at once', 'connect', ['drop', 'drop'], [reminderDone, ticketDone]],
    ['throttles', 'banner', ['421 4.7.0 too many'], [reminderDone, ticketDone]],
    ['does not know our sender', 'mail', ['550 5.7.1 no'], [reminderDone, ticketDone]],
    ['greylists', 'rcpt', ['450 4.2.0 later'], [reminderDone, ticketDone]],
    [
      'has a full mailbox',
      'rcpt',
      ['452 4.2.2 full', '452 4.2.2 full'],
      [reminderDone, ticketDone],
    ],
    ['throttles in between', 'rcpt', ['421 4.7.0 slow down'], [reminderDone, ticketDone]],
    [
      'always puts off',
      'rcpt',
      Array(6).fill('450 4.2.0 later'),
      [
        'reminder failed at recipient (450), 0 submitted, 0 there',
        'registration_confirmation failed at recipient (450), 0 submitted, 0 there',
      ],
    ],
    ['drops the line before DATA', 'data', ['drop', 'drop'], [reminderDone, ticketDone]],
    [
      'drops the line after the dot, and has taken nothing',
      'dot',
      ['drop', 'drop'],
      [
        'reminder unknown, 1 submitted, 0 there',
        'registration_confirmation done, 2 submitted, 1 there',
      ],
    ],
    ['puts off the whole message', 'dot', ['451 4.3.0 later'], [reminderDone, ticketDone]],
    [
      'refuses the whole message',
      'dot',
      ['554 5.6.0 no'],
      ['reminder failed at body (554), 0 submitted, 0 there', ticketDone],
    ],
  ])('that %s loses and doubles nothing', async (_, at, faults, ends) => {
    const left = [...faults];
    const daemon = await startMailServer({
      fault: (step) => (step === at ? left.shift() : undefined),
    });
    expect(await sendAll(daemon, daemon.url)).toEqual(ends);
    expect(left).toEqual([]);
  });

  it('that refuses an address gets nothing for it any more', async () => {
    const left: SmtpFault[] = ['550 5.1.1 unknown'];
    const daemon = await startMailServer({
      fault: (step) => (step === 'rcpt' ? left.shift() : undefined),
    });
    await queueInTurn();
    const env = mailEnvironment(daemon.url);
    await workOff(place, env);
    await letMailTimePass(place);
    expect(await endsOf(daemon, env)).toEqual([
      'reminder failed at recipient (550), 0 submitted, 0 there',
      'registration_confirmation cancelled, suppressed, 0 submitted, 0 there',
    ]);
  });

  it('that drops the line inside a message may leave it unknown, and doubles nothing', async () => {
    const left: SmtpFault[] = ['drop', 'drop'];
    const daemon = await startMailServer({
      fault: (step) => (step === 'body' ? left.shift() : undefined),
    });
    const [bulk, ticket] = await sendAll(daemon, daemon.url);
    expect(bulk).toMatch(/^reminder (?:done, 1 submitted, 1|unknown, 1 submitted, 0) there$/);
    expect(ticket).toMatch(/^registration_confirmation done, [12] submitted, 1 there$/);
  });

  it('whose 250 is lost gets a ticket twice, which is counted, and other mail once', async () => {
    const daemon = await startMailServer({ fault: loseAnswers });
    const proxy = await startTcpProxy(daemon.url);
    onTestFinished(proxy.close);
    let lost = 0;
    function loseAnswers(step: SmtpStep): undefined {
      if (step === 'dot' && lost++ < 2) proxy.drop();
    }
    expect(await sendAll(daemon, proxy.urlOf(daemon.url))).toEqual([
      'reminder unknown, 1 submitted, 1 there',
      'registration_confirmation done, 2 submitted, 2 there',
    ]);
  });

  it('that is not there costs no attempt', async () => {
    const daemon = await startMailServer();
    const proxy = await startTcpProxy(daemon.url);
    onTestFinished(proxy.close);
    proxy.refuse();
    const env = mailEnvironment(proxy.urlOf(daemon.url));
    await queueMailFor(place, { people: 1, templates });
    for (let round = 0; round < 4; round++) {
      await workOff(place, env);
      await letMailTimePass(place);
    }
    expect(await readMessages(place)).toMatchObject(
      Array(2).fill({ state: 'pending', attempts: 0, submissions: 0 }),
    );
    proxy.accept();
    expect(await endsOf(daemon, env)).toEqual([reminderDone, ticketDone]);
  });

  it('that nobody vouches for gets nothing; all of it goes where it is safe', async () => {
    const stranger = await startSmtpReference({ secure: true });
    onTestFinished(stranger.close);
    await queueMailFor(place, { people: 1, templates });
    await workOff(place, mailEnvironment(`smtps://127.0.0.1:${stranger.port}`));
    const messages = await readMessages(place);
    expect(messages).toMatchObject(
      Array(2).fill({ state: 'pending', attempts: 0, submissions: 0 }),
    );
    expect(messages.map(({ failure_phase: phase }) => phase)).toContain('tls');
    expect(stranger.accepted).toEqual([]);
    const daemon = await startMailServer();
    await letMailTimePass(place);
    expect(await endsOf(daemon, mailEnvironment(daemon.url))).toEqual([reminderDone, ticketDone]);
  });

  it('that answers late is waited for, by everybody', async () => {
    const answer = gate<undefined>();
    const daemon = await startMailServer({
      fault: (step) => (step === 'dot' ? { after: answer.opened } : undefined),
    });
    const env = { ...mailEnvironment(daemon.url), EVM_WORKER_LEASE_SECONDS: '10' };
    await queueMailFor(place, { people: 1, templates: ['reminder'] });
    const first = workOff(place, env);
    await daemon.reached('dot');
    await leaseWasRenewed(place);
    await workOff(place, env);
    expect(daemon.accepted).toEqual([]);
    answer.open(undefined);
    await first;
    expect(await endsOf(daemon, env)).toEqual([reminderDone]);
  });

  it('that takes a message after its worker has given up has one that is unknown', async () => {
    const answer = gate<undefined>();
    const daemon = await startMailServer({
      fault: (step) => (step === 'dot' ? { after: answer.opened } : undefined),
    });
    const env = { ...mailEnvironment(daemon.url), EVM_WORKER_GRACE_SECONDS: '0' };
    await queueMailFor(place, { people: 1, templates: ['reminder'] });
    const signals = new EventEmitter();
    const worker = workOff(place, env, signals);
    await daemon.reached('dot');
    signals.emit('SIGTERM', 'SIGTERM');
    await worker;
    answer.open(undefined);
    await eventually('the server takes it', async () => daemon.accepted[0]);
    expect(await endsOf(daemon, env)).toEqual(['reminder unknown, 1 submitted, 1 there']);
  });

  async function sendAll(daemon: SmtpDaemon, url: string): Promise<string[]> {
    await queueInTurn();
    return await endsOf(daemon, mailEnvironment(url));
  }

  /** The ticket is for later: of two messages that are begun at the same moment either may be the first. */
  async function queueInTurn(): Promise<void> {
    await queueMailFor(place, { people: 1, templates });
    const context = await openTestContext(place);
    await context.database
      .knex('messages')
      .where({ template: 'registration_confirmation' })
      .update({ not_before: new Date(Date.now() + 3_600_000) });
    await context.close();
  }

  async function endsOf(daemon: SmtpDaemon, env: Record<string, string>): Promise<string[]> {
    await workToTheEnd(place, env);
    const messages = await readMessages(place);
    expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
    return describeEnds(messages, daemon);
  }
});

describe('a mail server that does everything wrong once', () => {
  it('loses and doubles nothing of what the embedded database has to send', async () => {
    const place = await createPlace('embedded');
    onTestFinished(async () => await place.remove());
    const faults = script(everything);
    const daemon = await startMailServer({ fault: faults.next });
    await queueMailFor(place, { people: 8, templates });
    await workToTheEnd(place, mailEnvironment(daemon.url));
    await expectAllEnded(place, daemon);
    expect(faults.left(), 'faults that did not strike').toEqual([]);
  });
});

describe.skipIf(!hasPostgres())('workers that run on', () => {
  it.each([
    ['PostgreSQL', true],
    ['Redis', hasRedis()],
  ] as const)('send all mail in spite of all faults (queue on %s)', async (queue, isThere) => {
    if (!isThere) return;
    const place = await createPlace('external');
    onTestFinished(async () => await place.remove());
    const faults = script(everything);
    const daemon = await startMailServer({ fault: faults.next });
    const env: Record<string, string> = {
      ...mailEnvironment(daemon.url),
      EVM_MAIL_CONNECTIONS: '3',
      EVM_WORKER_SWEEP_SECONDS: '0.2',
      ...(await queueOn(queue, place)),
    };
    await queueMailFor(place, { people: 8, templates });
    const workers = [1, 2].map(() => startForTest(['worker', '--only', 'mailing'], { place, env }));
    await allMailEnds(place, { workers });
    for (const worker of workers) worker.kill('SIGTERM');
    for (const { exit } of workers) expect((await exit).exitCode).toBe(0);

    await expectAllEnded(place, daemon);
    expect(faults.left(), 'faults that did not strike').toEqual([]);
  });
});

const everything: Partial<Record<SmtpStep, SmtpFault[]>> = {
  connect: ['drop'],
  banner: ['421 4.7.0 too many'],
  rcpt: ['450 4.2.0 later', '452 4.2.2 full', '550 5.1.1 unknown', '421 4.7.0 slow down'],
  data: ['drop'],
  body: ['drop'],
  dot: ['drop', 'drop', '451 4.3.0 later', '554 5.6.0 no'],
};

/** Of sixteen messages most got there in the end. */
async function expectAllEnded(place: TestPlace, daemon: SmtpDaemon): Promise<void> {
  const messages = await readMessages(place);
  expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
  expect(messages).toHaveLength(16);
  expect(messages.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(10);
}

async function queueOn(queue: string, place: TestPlace): Promise<Record<string, string>> {
  if (queue === 'PostgreSQL') {
    await addQueue(place);
    return {};
  }
  const redis = await createRedisDatabase();
  onTestFinished(async () => await redis.drop());
  return { EVM_REDIS_URL: redis.url };
}

function describeEnds(messages: Awaited<ReturnType<typeof readMessages>>, daemon: SmtpDaemon) {
  const copies = countCopies(messages, daemon.accepted);
  return messages.map(({ id, template, state, outcome, submissions, ...failure }) => {
    const { failure_phase: phase, failure_code: code } = failure;
    const why = state === 'failed' ? ` at ${phase} (${code})` : '';
    const what = state === 'cancelled' ? `, ${outcome}` : '';
    const there = copies.get(id) ?? 0;
    return `${template} ${state}${why}${what}, ${submissions} submitted, ${there} there`;
  });
}

/** Resolves when the worker has prolonged its lease. */
async function leaseWasRenewed(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  const seen = new Set<string>();
  try {
    await eventually('the lease is renewed', async () => {
      const row = await context.database.knex('messages').first('lease_until');
      seen.add(String(row?.lease_until?.getTime()));
      return seen.size > 1 ? true : undefined;
    });
  } finally {
    await context.close();
  }
}

async function empty(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  for (const table of ['events', 'suppressions', 'mail_hosts']) {
    await context.database.knex(table).delete();
  }
  await context.close();
}
