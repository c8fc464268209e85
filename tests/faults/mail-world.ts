import { EventEmitter } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import type { NewEvent } from '../../src/core/events/event-input.js';
import { insertMessages } from '../../src/core/mailing/message-repository.js';
import type { TemplateName } from '../../src/core/mailing/schema.js';
import type { Context } from '../../src/core/runtime/context.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import { openTestContext, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type EvmResult, type RunningEvm, runEvm } from '../support/run-evm.js';
import { type MainRun, runInProcess } from '../support/run-main.js';
import {
  type SmtpDaemon,
  type SmtpDaemonOptions,
  type SmtpFault,
  type SmtpStep,
  startSmtpDaemon,
} from '../support/smtp-daemon.js';

/** A mail server that ends with the running test. */
export async function startMailServer(options: SmtpDaemonOptions = {}): Promise<SmtpDaemon> {
  const daemon = await startSmtpDaemon(options);
  onTestFinished(daemon.close);
  return daemon;
}

/** Faults for a server: those of each step strike once each, in this order. */
export function script(faults: Partial<Record<SmtpStep, SmtpFault[]>>) {
  const left = new Map(Object.entries(faults).map(([step, list]) => [step, [...list]]));
  return {
    next: (step: SmtpStep) => left.get(step)?.shift(),
    left: () => [...left.values()].flat(),
  };
}

/** Sends one message after the other to this server, so that a test knows which meets a fault. */
export function mailEnvironment(url: string): Record<string, string> {
  return {
    EVM_SMTP_URL: url,
    EVM_MAIL_FROM: 'DevDay <devday@example.com>',
    EVM_MAIL_CONNECTIONS: '1',
  };
}

/**
 * Makes an event with so many people, and queues a message of each template for each of them: all of the
 * first template, then all of the next.
 */
export async function queueMailFor(
  place: TestPlace,
  options: { people: number; templates: readonly TemplateName[]; event?: Partial<NewEvent> },
): Promise<void> {
  const context = await openTestContext(place);
  const { database, ids } = context;
  try {
    const event = await makeEvent(context, options.event);
    const people = await registerPeople(context, event, options.people);
    const participantIds = people.map(({ id }) => id);
    for (const template of options.templates) {
      const message = { eventId: event.id, template, occasion: 'fault', campaignId: null };
      await database.transaction(
        async (trx) => void (await insertMessages(trx, ids, { ...message, participantIds })),
      );
    }
  } finally {
    await context.close();
  }
}

const workOffMail = ['worker', '--once', '--only', 'mailing'];

/** One worker in a process of its own that works off what is due. */
export async function workInProcessOfItsOwn(
  place: TestPlace,
  options: { env: Record<string, string>; binary: string },
): Promise<EvmResult> {
  return await runEvm(workOffMail, { place, ...options });
}

/** The same inside the test, which spares the start of a process; `signals` as in `runInProcess`. */
export async function workOff(
  place: TestPlace,
  env: Record<string, string>,
  signals = new EventEmitter(),
): Promise<MainRun> {
  // Its log would go to the terminal of whoever runs the tests.
  const quiet = { ...place.env, EVM_LOG_LEVEL: 'silent', ...env };
  const run = await runInProcess(workOffMail, { env: quiet, signals });
  expect(run.exitCode, run.stderr).toBe(0);
  return run;
}

/**
 * Lets the time pass after which whatever waits is due: retries, pauses of a host, and the rows of
 * workers that died. Returns how many messages have not ended.
 */
export async function letMailTimePass(place: TestPlace): Promise<number> {
  const context = await openTestContext(place);
  const { knex } = context.database;
  try {
    await knex('messages')
      .where({ state: 'claimed' })
      .update({ lease_until: new Date(0) });
    return await makeDue(context);
  } finally {
    await context.close();
  }
}

/** Puts the queue on PostgreSQL, which running workers need where they have no Redis. */
export async function addQueue(place: TestPlace): Promise<void> {
  const { exitCode, stderr } = await runInProcess(['db', 'migrate'], { env: place.env });
  expect(exitCode, stderr).toBe(0);
}

/**
 * Waits until running workers have ended all mail. What they put off is due at once; the leases of those
 * that died end by themselves. Throws when one of `workers` ends meanwhile. `look` is called each time.
 */
export async function allMailEnds(
  place: TestPlace,
  options: { workers: readonly RunningEvm[]; seconds?: number; look?: () => Promise<void> },
): Promise<void> {
  const { workers, seconds = 180, look } = options;
  const context = await openTestContext(place);
  const over = eventually(
    'all mail has ended',
    async () => {
      await look?.();
      // Away while it restarts, in some tests.
      const left = await makeDue(context).catch(() => undefined);
      return left === 0 ? true : undefined;
    },
    seconds,
  );
  const ended = workers.map(async ({ exit }) => {
    throw new Error(`a worker has ended: ${(await exit).stderr}`);
  });
  try {
    await Promise.race([over, ...ended]);
  } finally {
    for (const rejection of ended) rejection.catch(() => undefined);
    await over.catch(() => undefined);
    await context.close();
  }
}

/** Touches only what waits: a row that is locked by this would be passed over by the workers. */
async function makeDue({ database: { knex } }: Context): Promise<number> {
  const past = new Date(0);
  await knex('mail_hosts').whereNotNull('paused_until').update({ paused_until: null });
  await knex('messages')
    .where({ state: 'pending' })
    .where('not_before', '>', knex.fn.now())
    .update({ not_before: past });
  const waiting = knex('messages').whereIn('state', ['pending', 'claimed']);
  return (await waiting.pluck('id')).length;
}

/** Runs workers until every message has ended, letting time pass in between. */
export async function workToTheEnd(place: TestPlace, env: Record<string, string>): Promise<void> {
  for (let round = 0; round < 8; round++) {
    await workOff(place, env);
    if ((await letMailTimePass(place)) === 0) return;
  }
  throw new Error('there are messages that do not end');
}
