import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../src/core/events/schema.js';
import { createLogger } from '../../src/core/runtime/logger.js';
import { workOff } from '../../src/workers/main.js';
import { makeEvent } from '../core/events/sample-event.js';
import { queueFailure, secret } from '../core/notices/sample-notice.js';
import { findCanaries, findCanariesInDatabase } from '../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../support/database.js';
import { type SmtpDaemon, startSmtpDaemon } from '../support/smtp-daemon.js';
import { startWebhookDaemon, type WebhookDaemon } from '../support/webhook-daemon.js';

const canary = 'operator.canary@example.com';

describeEachEngine('workers on notices', (engine) => {
  let smtp: SmtpDaemon;
  let hook: WebhookDaemon;
  let context: TestContext;
  let event: Event;
  let logged: string;
  beforeAll(async () => {
    smtp = await startSmtpDaemon();
    hook = await startWebhookDaemon((count) => (count === 0 ? 500 : 204));
    const config = {
      mail: { smtpUrl: smtp.url, from: 'evm@example.com' },
      notify: { email: canary, webhookUrl: `${hook.url}/path.canary`, webhookSecret: secret },
      log: { level: 'trace' },
    };
    const opened = await openTestContext(engine, { config });
    const logger = createLogger('trace', {
      write: (line: string) => {
        logged += line;
      },
    });
    context = { ...opened, logger };
    event = await makeEvent(context);
  });
  beforeEach(() => {
    logged = '';
  });
  afterEach(async () => void (await context.database.knex('notices').delete()));
  afterAll(async () => {
    await context?.close();
    await smtp?.close();
    await hook?.close();
  });

  /** A context of its own, as each process has: whoever ends closes what its context has opened. */
  const work = async () => {
    const { signal } = new AbortController();
    return await workOff({ ...context }, { only: ['notices'], signal });
  };

  it('tell everything once on each channel, however many of them there are', async () => {
    for (let count = 0; count < 5; count++) await queueFailure(context, event);
    const counts = await Promise.all([work(), work()]);
    expect(counts.reduce((sum, { done }) => sum + done, 0)).toBe(9);
    expect(counts.reduce((sum, { retry }) => sum + retry, 0)).toBe(1);
    await context.database
      .knex('notices')
      .where({ state: 'pending' })
      .update({
        not_before: new Date(0),
      });
    await Promise.all([work(), work()]);
    const ids = (mails: (string | undefined)[]) => new Set(mails).size;
    expect(smtp.accepted).toHaveLength(5);
    expect(ids(smtp.accepted.map(({ raw }) => /^Message-ID: (.*)$/im.exec(String(raw))?.[1]))).toBe(
      5,
    );
    expect(hook.posted).toHaveLength(6);
    expect(ids(hook.posted.map(({ headers }) => String(headers['webhook-id'])))).toBe(5);
    const left = await context.database.knex('notices').whereNot({ state: 'done' });
    expect(left).toEqual([]);
  });

  it('leave nobody and no secret in logs or in the ledger', async () => {
    await queueFailure(context, event);
    await work();
    expect(logged).toContain('a job ended');
    const secrets = [canary, 'path.canary', secret];
    expect(findCanaries(secrets, logged)).toEqual([]);
    const query = async (sql: string) => (await context.database.knex.raw(sql)).rows;
    expect(await findCanariesInDatabase(secrets, query)).toEqual([]);
    for (const { body } of hook.posted) expect(findCanaries(secrets, body)).toEqual([]);
  });
});
