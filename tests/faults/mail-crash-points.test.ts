import { expect, it } from 'vitest';
import type { Event } from '../../src/core/events/schema.js';
import { makeEvent } from '../core/events/sample-event.js';
import { queueMail } from '../core/mailing/sample-mail.js';
import { join } from '../core/participants/sample-participant.js';
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

const templates = ['reminder', 'registration_confirmation'] as const;

describeEachEngine('mail', (engine) => {
  it('is sent, or known to be unknown, wherever a worker was killed; nothing is doubled silently', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /smtp|messages|COMMIT|mail_hosts/.test(name),
    });
    const names = tried.map(({ name }) => name).join('\n');
    expect(names).toContain('smtp submit');
    expect(names).toContain('sql UPDATE messages SET submission_began_at');
    process.stderr.write(`[faults] mail worker, ${engine}: ${tried.length} kills\n`);
  });
});

interface World {
  place: TestPlace;
  daemon: SmtpDaemon;
  env: Record<string, string>;
}

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const daemon = await startSmtpDaemon({});
      const context = await openTestContext(place);
      const event: Event = await makeEvent(context, { slug: 'mail-day' });
      for (const template of templates) {
        const participant = await join(context, event);
        await queueMail(context, { event, participant, template });
      }
      await context.close();
      const env = {
        EVM_SMTP_URL: daemon.url,
        EVM_MAIL_FROM: 'DevDay <devday@example.com>',
        EVM_MAIL_CONNECTIONS: '1',
      };
      return { place, daemon, env };
    },
    attempt: async (world, crashEnv) => await work(world, crashEnv),
    async recover(world) {
      // Twice: a ticket of unknown fate is sent once more, and then its end is known.
      for (let round = 0; round < 2; round++) {
        await letTimePass(world.place);
        const { exitCode, stderr } = await work(world, {});
        expect(exitCode, stderr).toBe(0);
      }
    },
    async check(world, crash) {
      for (const message of await readMessages(world.place)) {
        const copies = world.daemon.accepted.filter(({ raw }) =>
          raw.toString('latin1').includes(`<${message.id}@`),
        ).length;
        const what = `${message.template} is ${message.state}, the server has it ${copies} times`;
        expect(message.state, what).toMatch(crash ? /^(?:done|unknown)$/ : /^done$/);
        if (message.state === 'done') expect(copies, what).toBeGreaterThan(0);
        if (message.template === 'reminder') expect(copies, what).toBeLessThanOrEqual(1);
        // A second copy is only there where it was counted.
        expect(copies, what).toBeLessThanOrEqual(message.submissions);
        expect(message.submissions, what).toBeLessThanOrEqual(crash ? 2 : 1);
      }
    },
    async dispose({ place, daemon }) {
      await daemon.close();
      await place.remove();
    },
  };
}

async function work({ place, env }: World, crashEnv: Record<string, string>) {
  const args = ['worker', '--once', '--only', 'mailing'];
  return await runEvm(args, { place, env: { ...env, ...crashEnv } });
}

async function letTimePass(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  const past = new Date(0);
  await context.database.knex('messages').where({ state: 'claimed' }).update({ lease_until: past });
  await context.database.knex('messages').where({ state: 'pending' }).update({ not_before: past });
  await context.close();
}

async function readMessages(
  place: TestPlace,
): Promise<{ id: string; template: string; state: string; submissions: number }[]> {
  const context = await openTestContext(place);
  try {
    return await context.database.knex('messages').select('id', 'template', 'state', 'submissions');
  } finally {
    await context.close();
  }
}
