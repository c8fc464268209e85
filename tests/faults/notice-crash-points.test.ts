import { expect, it } from 'vitest';
import { queueDeletionConfirmation, queueNotice } from '../../src/core/notices/queue-notice.js';
import { makeEvent } from '../core/events/sample-event.js';
import { secret } from '../core/notices/sample-notice.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { type SmtpDaemon, startSmtpDaemon } from '../support/smtp-daemon.js';
import { startWebhookDaemon, type WebhookDaemon } from '../support/webhook-daemon.js';

describeEachEngine('notices', (engine) => {
  it('are told wherever a worker was killed, and what is told twice says that it is the same', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /smtp|webhook|notices|COMMIT/.test(name),
    });
    const names = tried.map(({ name }) => name).join('\n');
    for (const name of ['smtp submit', 'webhook post', 'sql UPDATE notices SET submission_began']) {
      expect(names).toContain(name);
    }
    process.stderr.write(`[faults] notices, ${engine}: ${tried.length} kills\n`);
  });
});

interface World {
  place: TestPlace;
  smtp: SmtpDaemon;
  hook: WebhookDaemon;
  env: Record<string, string>;
}

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const smtp = await startSmtpDaemon({});
      const hook = await startWebhookDaemon();
      await queueTwo(place);
      const env = {
        EVM_SMTP_URL: smtp.url,
        EVM_MAIL_FROM: 'DevDay <devday@example.com>',
        EVM_NOTIFY_EMAIL: 'ops@example.com',
        EVM_WEBHOOK_URL: hook.url,
        EVM_WEBHOOK_SECRET: secret,
      };
      return { place, smtp, hook, env };
    },
    attempt: async (world, crashEnv) => await work(world, crashEnv),
    async recover(world) {
      await letTimePass(world.place);
      const { exitCode, stderr } = await work(world, {});
      expect(exitCode, stderr).toBe(0);
    },
    async check({ place, smtp, hook }, crash) {
      const notices = await readNotices(place);
      expect(notices).toHaveLength(3);
      for (const { id, channel, state, submissions, recipient_encrypted } of notices) {
        const copies =
          channel === 'webhook'
            ? hook.posted.filter(({ headers }) => headers['webhook-id'] === id).length
            : smtp.accepted.filter(({ raw }) => raw.includes(`<${id}@`)).length;
        const what = `${channel} is ${state}, it was taken ${copies} times`;
        expect(state, what).toBe('done');
        expect(recipient_encrypted, what).toBeNull();
        expect(copies, what).toBeGreaterThan(0);
        expect(copies, what).toBeLessThanOrEqual(crash ? 2 : 1);
        // A second mail is only there where it was counted.
        if (channel === 'email') expect(copies, what).toBeLessThanOrEqual(submissions);
      }
    },
    async dispose({ place, smtp, hook }) {
      await smtp.close();
      await hook.close();
      await place.remove();
    },
  };
}

/** News for the operator on both channels, and a confirmation for a person. */
async function queueTwo(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  const event = await makeEvent(context, { slug: 'notice-day' });
  await context.database.transaction(async (trx) => {
    await queueNotice(
      trx,
      { config: undefined },
      {
        kind: 'processing_failed',
        facts: { code: 'IMPORT_EMPTY' },
        eventId: event.id,
        subjectId: context.ids.next(),
      },
    );
    await queueDeletionConfirmation(trx, context, {
      eventId: event.id,
      participantId: context.ids.next(),
      recipient: { name: '홍길동', address: 'hong@example.com' },
    });
  });
  await context.close();
}

async function work({ place, env }: World, crashEnv: Record<string, string>) {
  const args = ['worker', '--once', '--only', 'notices'];
  const oneByOne = { EVM_WORKER_CONCURRENCY: '1' };
  return await runEvm(args, { place, env: { ...env, ...oneByOne, ...crashEnv } });
}

async function letTimePass(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  const past = new Date(0);
  await context.database.knex('notices').where({ state: 'claimed' }).update({ lease_until: past });
  await context.database.knex('notices').where({ state: 'pending' }).update({ not_before: past });
  await context.close();
}

async function readNotices(place: TestPlace): Promise<
  {
    id: string;
    channel: string;
    state: string;
    submissions: number;
    recipient_encrypted: Buffer | null;
  }[]
> {
  const context = await openTestContext(place);
  try {
    return await context.database.knex('notices').select();
  } finally {
    await context.close();
  }
}
