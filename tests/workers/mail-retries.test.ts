import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Claim } from '../../src/core/runtime/ledger/ledger-contract.js';
import { pairProcessors } from '../../src/workers/catalogue.js';
import { workClaim } from '../../src/workers/work-claim.js';
import { makeEvent } from '../core/events/sample-event.js';
import { queueMail } from '../core/mailing/sample-mail.js';
import { join } from '../core/participants/sample-participant.js';
import { claimOne } from '../support/claim-one.js';
import { describeEachEngine, openTestContext, type TestContext } from '../support/database.js';
import { type SmtpDaemon, startSmtpDaemon } from '../support/smtp-daemon.js';

describeEachEngine('a message that the server puts off', (engine) => {
  let context: TestContext;
  let server: SmtpDaemon;
  beforeAll(async () => {
    const fault = (step: string) => (step === 'rcpt' ? ('450 4.2.0 later' as const) : undefined);
    server = await startSmtpDaemon({ fault });
    const mail = { smtpUrl: server.url, from: 'devday@example.com', retryMinutes: '2, 30' };
    context = await openTestContext(engine, { config: { mail } });
  });
  afterAll(async () => {
    const { close } = await message.load();
    await close?.(context);
    await context?.close();
    await server?.close();
  });

  const message = pairProcessors().find(
    ({ source }) => source.ledger.kind === 'message',
  ) as never as ReturnType<typeof pairProcessors>[number];

  it('is tried again as configured, and then no more', async () => {
    const event = await makeEvent(context);
    const participant = await join(context, event);
    const id = await queueMail(context, { event, participant, template: 'reminder' });
    const seen: unknown[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await context.database.knex('messages').update({ not_before: new Date(0) });
      const claim = (await claimOne(context, message.source.ledger, id)) as Claim;
      const { signal } = new AbortController();
      const outcome = await workClaim(context, message, { claim, signal });
      const { rows } = await context.database.knex.raw<{ rows: object[] }>(
        `SELECT attempts, state,
           round(extract(epoch FROM not_before - updated_at) / 60)::integer AS minutes FROM messages`,
      );
      seen.push({ outcome, ...rows[0] });
    }
    expect(seen).toMatchObject([
      { outcome: 'retry', attempts: 1, state: 'pending', minutes: 2 },
      { outcome: 'retry', attempts: 2, state: 'pending', minutes: 30 },
      { outcome: 'failed', attempts: 3, state: 'failed' },
    ]);
    const { last_error } = await context.database.knex('messages').first('last_error');
    expect(last_error).toMatch(/^given up after 3 attempts: .*\(450, 4\.2\.0\)/);
  });
});
