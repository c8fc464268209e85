import { describe, expect, it, onTestFinished } from 'vitest';
import { readParticipant } from '../../src/core/participants/read-participant.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { type Sabotage, sabotagedBuild } from '../support/sabotaged-build.js';
import type { SmtpDaemon, SmtpStep } from '../support/smtp-daemon.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { hasPostgres } from '../support/test-daemons.js';
import { findMailViolations, findMissingMailGuard, readMessages } from './find-mail-violations.js';
import { startForTest } from './import-jobs.js';
import {
  letMailTimePass,
  mailEnvironment,
  queueMailFor,
  startMailServer,
  workInProcessOfItsOwn,
  workOff,
} from './mail-world.js';
import { whileLocked } from './while-locked.js';

/** Plays a scenario with a build (undefined: the real one) and tells what is wrong afterwards. */
type Scenario = (place: TestPlace, binary: string | undefined) => Promise<string[]>;

const controls: { what: string; sabotage: Sabotage; play: Scenario; noticed: RegExp }[] = [
  {
    what: 'bulk mail of unknown fate is sent once more, like a ticket',
    sabotage: {
      file: 'core/mailing/decide-sending.js',
      from: "return mailClass === 'ticket' && ",
      to: 'return ',
    },
    play: loseAnswer,
    noticed: /doubled, and it is bulk/,
  },
  {
    what: 'a connection that is lost after the body counts as a message that was not taken',
    sabotage: {
      file: 'core/mailing/adapters/classify-smtp-error.js',
      from: "if (isBodySent)\n            return { kind: 'unknown'",
      to: "if (false)\n            return { kind: 'unknown'",
    },
    play: loseAnswer,
    noticed: /silently doubled/,
  },
  {
    what: 'suppression is not asked once more when a submission begins',
    sabotage: {
      file: 'core/mailing/submission-repository.js',
      from: 'FROM participants JOIN suppressions',
      to: 'FROM participants JOIN (SELECT * FROM suppressions LIMIT 0) AS suppressions',
    },
    play: suppressAfterClaim,
    noticed: /mail to a suppressed address/,
  },
];

describe.skipIf(!hasPostgres())('the fault suites of mail notice when', () => {
  it.each(controls.map((control) => [control.what, control] as const))(
    '%s',
    async (_, { sabotage, play, noticed }) => {
      expect(await play(await openPlace(), undefined), 'with the real build').toEqual([]);
      const problems = await play(await openPlace(), sabotagedBuild([sabotage]));
      expect(problems.join('\n')).toMatch(noticed);
    },
  );

  it('the beginning of a submission is not on record when its worker dies', async () => {
    expect(await killAfterBody(await openPlace(), undefined)).toEqual([]);
    const place = await openPlace();
    await onDatabase(place, (raw) =>
      raw(`
        CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN NEW.submission_began_at := NULL; NEW.submissions := 0; RETURN NEW; END $$;
        CREATE TRIGGER forget BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION forget()`),
    );
    expect((await killAfterBody(place, undefined)).join('\n')).toMatch(/silently doubled/);
  });

  it('the unique index messages_once is missing', async () => {
    const place = await openPlace();
    await queueMailFor(place, { people: 2, templates: ['reminder'] });
    expect(await findMissingMailGuard(place)).toEqual([]);
    await onDatabase(place, (raw) => raw('DROP INDEX messages_once'));
    expect(await findMissingMailGuard(place)).toEqual(['a second row of one message: accepted']);
    await onDatabase(place, (raw) =>
      raw(`INSERT INTO messages (id, event_id, participant_id, template, occasion)
        SELECT gen_random_uuid(), event_id, participant_id, template, occasion FROM messages`),
    );
    const daemon = await startMailServer();
    await workOff(place, mailEnvironment(daemon.url));
    const violations = findMailViolations(await readMessages(place), daemon.accepted);
    expect(violations.join('\n')).toMatch(/is meant for one person twice/);
  });

  it('a message is lost or not looked after any more', async () => {
    const place = await openPlace();
    const daemon = await startMailServer();
    await queueMailFor(place, { people: 3, templates: ['reminder'] });
    expect(findMailViolations(await readMessages(place), [])).toHaveLength(3);
    await workOff(place, mailEnvironment(daemon.url));
    const messages = await readMessages(place);
    expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
    const [lost] = findMailViolations(messages, daemon.accepted.slice(1));
    expect(lost).toMatch(/it is lost$/);
    const [strange] = findMailViolations(messages.slice(1), daemon.accepted);
    expect(strange).toBe('the server has 1 mails that are no message of ours');
  });
});

/** The server takes a reminder, and the line is cut before it can say so. */
async function loseAnswer(place: TestPlace, binary: string | undefined): Promise<string[]> {
  let lost = 0;
  const daemon = await startMailServer({ fault: loseAnswers });
  const proxy = await startTcpProxy(daemon.url);
  onTestFinished(proxy.close);
  function loseAnswers(step: SmtpStep): undefined {
    if (step === 'dot' && lost++ < 1) proxy.drop();
  }
  await queueMailFor(place, { people: 1, templates: ['reminder'] });
  const env = mailEnvironment(proxy.urlOf(daemon.url));
  return await workTwice({ place, daemon, env, binary });
}

/** The worker is killed when the server has the whole body, which it takes. */
async function killAfterBody(place: TestPlace, binary: string | undefined): Promise<string[]> {
  let kill = () => {};
  const daemon = await startMailServer({
    fault(step) {
      if (step === 'dot') kill();
      return undefined;
    },
  });
  await queueMailFor(place, { people: 1, templates: ['reminder'] });
  const env = mailEnvironment(daemon.url);
  const args = ['worker', '--once', '--only', 'mailing'];
  const worker = startForTest(args, { place, env, binary });
  kill = () => worker.kill('SIGKILL');
  expect((await worker.exit).signal).toBe('SIGKILL');
  kill = () => {};
  await letMailTimePass(place);
  return await workTwice({ place, daemon, env, binary });
}

/** A sabotaged build takes a process of its own. */
async function work(place: TestPlace, env: Record<string, string>, binary: string | undefined) {
  if (binary === undefined) return void (await workOff(place, env));
  const { exitCode, stderr } = await workInProcessOfItsOwn(place, { env, binary });
  expect(exitCode, stderr).toBe(0);
}

async function workTwice(world: {
  place: TestPlace;
  daemon: SmtpDaemon;
  env: Record<string, string>;
  binary: string | undefined;
}): Promise<string[]> {
  const { place, daemon, env, binary } = world;
  for (let round = 0; round < 2; round++) {
    await work(place, env, binary);
    await letMailTimePass(place);
  }
  return findMailViolations(await readMessages(place), daemon.accepted);
}

/** A worker has claimed a reminder and looked at it, and waits for its turn when the address is suppressed. */
async function suppressAfterClaim(place: TestPlace, binary: string | undefined): Promise<string[]> {
  const daemon = await startMailServer();
  const { host } = new URL(daemon.url);
  await queueMailFor(place, { people: 1, templates: ['reminder'] });
  const email = await addressOfAll(place);
  await onDatabase(place, (raw) => raw(`INSERT INTO mail_hosts (host) VALUES ('${host}')`));
  const env = { ...mailEnvironment(daemon.url), EVM_MAIL_PER_SECOND: '1000' };
  const args = ['worker', '--once', '--only', 'mailing'];
  const { exitCode, stderr } = await whileLocked(
    place,
    'SELECT 1 FROM mail_hosts FOR UPDATE',
    async (sleepers) => {
      const worker = startForTest(args, { place, env, binary });
      await sleepers(1);
      const added = await runInProcess(['suppression', 'add', email], { env: place.env });
      expect(added.exitCode, added.stderr).toBe(0);
      return async () => await worker.exit;
    },
  );
  expect(exitCode, stderr).toBe(0);
  const messages = await readMessages(place);
  return [
    ...daemon.accepted.map(() => 'mail to a suppressed address'),
    ...messages.filter(({ outcome }) => outcome !== 'suppressed').map(({ state }) => `is ${state}`),
    ...findMailViolations(messages, daemon.accepted),
  ];
}

async function addressOfAll(place: TestPlace): Promise<string> {
  const context = await openTestContext(place);
  try {
    const { id } = await context.database.knex('participants').first('id');
    return (await readParticipant(context, id))?.email ?? '';
  } finally {
    await context.close();
  }
}

async function openPlace(): Promise<TestPlace> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  return place;
}

async function onDatabase(
  place: TestPlace,
  act: (raw: (sql: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const context = await openTestContext(place);
  try {
    await act(async (sql) => await context.database.knex.raw(sql));
  } finally {
    await context.close();
  }
}
