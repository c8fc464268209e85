import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueNotice } from '../../src/core/notices/queue-notice.js';
import { makeEvent } from '../core/events/sample-event.js';
import { secret } from '../core/notices/sample-notice.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

let place: TestPlace;
let subject: string;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, { slug: 'devday' });
  await makeEvent(context, { slug: 'other' });
  subject = context.ids.next();
  await context.database.transaction(async (trx) => {
    await queueNotice(
      trx,
      { config: undefined },
      {
        kind: 'processing_failed',
        facts: { code: 'IMPORT_EMPTY' },
        eventId: event.id,
        subjectId: subject,
      },
    );
    await trx('notices').where({ channel: 'webhook' }).update({
      state: 'failed',
      attempts: 7,
      last_error: 'the webhook was not taken: it answered 500 (WEBHOOK_FAILED)',
    });
  });
  await context.close();
});
afterAll(async () => await place?.remove());

const evm = async (...argv: string[]) => await runInProcess(argv, { env: place.env });

describe('evm notices', () => {
  it('lists what was told and what was not, and why', async () => {
    const { notices } = (await evm('notices', 'list', '--json')).json() as { notices: object[] };
    expect(notices).toHaveLength(2);
    expect(notices).toContainEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      event: 'devday',
      kind: 'processing_failed',
      channel: 'webhook',
      subject,
      state: 'failed',
      facts: { code: 'IMPORT_EMPTY' },
      attempts: 7,
      reason: 'the webhook was not taken: it answered 500 (WEBHOOK_FAILED)',
      createdAt: expect.stringMatching(/Z$/),
      toldAt: null,
    });
    const { stdout } = await evm('notices', 'list', '--event', 'devday');
    expect(stdout).toMatch(/^notice +event +kind +channel +state +created +reason/);
    expect(stdout).toMatch(/ processing_failed +webhook +failed .*it answered 500/);
    expect((await evm('notices', 'list', '--event', 'other')).stdout).toBe(
      'there are no notices\n',
    );
    const one = (await evm('notices', 'list', '--limit', '1', '--json')).json();
    expect(one).toMatchObject({ notices: [{}] });
  });

  it('are jobs that can be tried again, and go when nobody is to be told', async () => {
    const { jobs } = (await evm('jobs', 'list', '--json')).json() as {
      jobs: { id: string; kind: string; status: string }[];
    };
    expect(jobs.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'notice failed',
      'notice waiting',
    ]);
    const failed = jobs.find(({ status }) => status === 'failed')?.id ?? '';
    expect((await evm('jobs', 'show', failed)).stdout).toContain('it answered 500');
    expect(await evm('jobs', 'retry', failed)).toMatchObject({ exitCode: 0 });
    expect(await evm('worker', '--once', '--only', 'notices')).toMatchObject({ exitCode: 0 });
    expect((await evm('notices', 'list', '--json')).json()).toEqual({ notices: [] });
  });

  it('can be looked at in both languages before anything happens', async () => {
    const korean = await evm('notices', 'preview', 'organizer_summary', '--locale', 'ko');
    expect(korean.stdout).toMatch(/^\[Seoul DevDay\] 행사 결과 요약\n/);
    const html = await evm('notices', 'preview', 'processing_failed', '--html');
    expect(html.stdout).toMatch(/^<!doctype html>/);
    const json = await evm('notices', 'preview', 'campaign_paused', '--json');
    expect(json.json()).toMatchObject({ notice: { kind: 'campaign_paused', locale: 'en' } });
    const wrong = await evm('notices', 'preview', 'organiser_summary');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('did you mean organizer_summary?');
  });

  it('have settings that no worker starts with when they are wrong, and that are never shown', async () => {
    const hook = { EVM_WEBHOOK_URL: 'https://hooks.example.com/hunter2' };
    const refused = await runInProcess(['worker', '--once'], { env: { ...place.env, ...hook } });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('(WEBHOOK_INVALID)');
    const env = { ...place.env, ...hook, EVM_WEBHOOK_SECRET: secret };
    const shown = await runInProcess(['config', 'show'], { cwd: tempFolder(), env });
    expect(shown.stdout).toMatch(/notify\.webhookUrl +\(set\)/);
    expect(shown.stdout + refused.stderr).not.toMatch(/hunter2|whsec_B/);
    const doctor = await runInProcess(['doctor'], { env });
    expect(doctor.stdout).toContain('by webhook to hooks.example.com');
    const broken = await runInProcess(['doctor'], { env: { ...place.env, ...hook } });
    expect(broken.exitCode).toBe(2);
    expect(broken.stdout).toContain('there is no secret to sign them with');
  });
});
