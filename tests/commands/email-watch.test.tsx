import { EventEmitter } from 'node:events';
import { render } from 'ink-testing-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailView } from '../../src/commands/email/live-mail.js';
import { messageStatuses } from '../../src/core/mailing/schema.js';
import type { MailProgress } from '../../src/core/mailing/watch-mail.js';
import { makeEvent } from '../core/events/sample-event.js';
import { queueMail } from '../core/mailing/sample-mail.js';
import { join } from '../core/participants/sample-participant.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { hasPostgres } from '../support/test-daemons.js';

const none = Object.fromEntries(messageStatuses.map((status) => [status, 0]));

function progress(changes: Partial<MailProgress> = {}): MailProgress {
  return {
    event: 'devday',
    total: 1000,
    counts: { ...none, pending: 570, claimed: 20, submitted: 408, failed: 2 } as never,
    templates: [],
    submittedShare: 0.99,
    submittedLastMinute: 408,
    nextTryAt: null,
    hosts: [
      {
        host: 'mail.example.com:587',
        submittedLastHour: 408,
        averageMilliseconds: 38,
        pausedUntil: null,
        lastError: null,
      },
    ],
    open: 590,
    perSecond: 24.2,
    estimatedEndAt: null,
    ...changes,
  };
}

function frame(mail: MailProgress): string[] {
  const view = <MailView mail={mail} zone="UTC" rows={20} colour={false} />;
  return render(view).lastFrame()?.split('\n') ?? [];
}

describe('the live view of mail', () => {
  it('shows how much is done, the states, the pace and the servers', () => {
    expect(frame(progress())).toEqual([
      '██████░░░░░░░░░░ 410 of 1,000 (41 %)',
      'pending 570 · claimed 20 · submitted 408 · failed 2',
      '24 messages/s',
      'mail.example.com:587: 408 in the last hour, 38 ms each',
    ]);
  });

  it('tells when it will have ended, and when the next message is tried', () => {
    const mail = progress({
      estimatedEndAt: new Date(Date.now() + 3_620_000).toISOString(),
      nextTryAt: '2100-01-01T00:00:00.000Z',
    });
    expect(frame(mail)[2]).toMatch(/^24 messages\/s · 1 h left · next try 1 Jan 2100 00:00$/);
  });

  it('says that a server is left alone, and why, and promises no end meanwhile', () => {
    const [host] = progress().hosts;
    const paused = { ...host, pausedUntil: '2100-01-01T00:00:00.000Z', lastError: 'refused' };
    const lines = frame(progress({ perSecond: 0, hosts: [paused as never] })).join('\n');
    expect(lines.replaceAll('\n', ' ')).toMatch(/38 ms each, left alone for .* d.*: refused$/);
    expect(lines).not.toContain('messages/s');
  });

  it('is one sentence for an event without mail', () => {
    expect(frame(progress({ total: 0 }))).toEqual(['devday has no mail yet']);
  });
});

describe('evm email watch', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createPlace(hasPostgres() ? 'external' : 'embedded');
    const context = await openTestContext(place);
    for (const slug of ['open', 'ended']) {
      const event = await makeEvent(context, { slug });
      const participant = await join(context, event);
      await queueMail(context, { event, participant, template: 'reminder' });
    }
    const { id } = await context.database.knex('events').where({ slug: 'ended' }).first('id');
    await context.database.knex('messages').where({ event_id: id }).update({ state: 'done' });
    await context.close();
  });
  afterAll(async () => await place?.remove());

  const evm = async (...argv: string[]) =>
    await runInProcess(['email', 'watch', ...argv], { env: place.env });

  it('prints a line, or a document with --json, for what has changed, and ends by itself', async () => {
    expect(await evm('--event', 'ended')).toMatchObject({ exitCode: 0, stdout: 'submitted 1\n' });
    const { stdout } = await evm('--event', 'ended', '--json');
    const [line, ...more] = stdout.trim().split('\n');
    expect(more).toEqual([]);
    expect(JSON.parse(line as string)).toMatchObject({
      mail: { event: 'ended', total: 1, open: 0, perSecond: null, estimatedEndAt: null },
    });
  });

  it('ends with 130 on Ctrl-C while messages are open', async () => {
    const signals = new EventEmitter();
    const argv = ['email', 'watch', '--event', 'open'];
    const watching = runInProcess(argv, { env: place.env, signals });
    signals.emit('SIGINT');
    expect((await watching).exitCode).toBe(130);
  });

  it('ends with 4 for an unknown event', async () => {
    expect((await evm('--event', 'nope')).exitCode).toBe(4);
  });
});
