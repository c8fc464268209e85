import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { queueMail } from '../core/mailing/sample-mail.js';
import { join } from '../core/participants/sample-participant.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { type InProcessOptions, runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';

let place: TestPlace;
/** One message in each of these states. */
let ids: Record<'pending' | 'failed' | 'held' | 'unknown' | 'done', string>;
beforeAll(async () => {
  // Where there is one, its database is opened a hundred times as quickly.
  place = await createPlace(hasPostgres() ? 'external' : 'embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, { slug: 'devday' });
  await makeEvent(context, { slug: 'empty' });
  await join(context, event, { name: '홍길동', email: 'hong@example.com' });
  await context.close();
});
beforeEach(async () => {
  const context = await openTestContext(place);
  const { knex } = context.database;
  for (const table of ['messages', 'mail_hosts']) await knex(table).delete();
  const event = await knex('events').where({ slug: 'devday' }).first();
  const participant = await knex('participants').first();
  const made: Record<string, string> = {};
  for (const state of ['pending', 'failed', 'held', 'unknown', 'done']) {
    const id = await queueMail(context, { event, participant, template: 'reminder' });
    made[state] = id;
    await knex('messages')
      .where({ id })
      .update({
        state,
        ...(state === 'failed'
          ? {
              last_error: 'refused (550)',
              attempts: 1,
              failure_phase: 'recipient',
              failure_code: 550,
            }
          : {}),
        ...(state === 'done'
          ? {
              host: 'mail.example.com:587',
              // Within the last minute, however long the tests take.
              submitted_at: knex.raw("now() + interval '1 hour'"),
              submissions: 1,
            }
          : {}),
      });
  }
  ids = made as typeof ids;
  await context.close();
});
afterAll(async () => await place?.remove());

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(['email', ...args], { env: place.env, ...options });
}

const ofDevday = ['--event', 'devday'];

describe('evm email list and show', () => {
  it('list the messages of an event, with numbers and names and no address', async () => {
    const run = await evm(['list', ...ofDevday]);
    expect(run.stdout).toMatch(/^message +template +to +name +status +reason$/m);
    expect(run.stdout).toContain('refused (550)');
    expect(run.stdout).toMatch(/\n5 messages\n$/);
    expect(run.stdout).not.toContain('hong@');
    const few = await evm(['list', ...ofDevday, '--limit', '2']);
    expect(few.stdout).toContain('5 messages, the newest 2 of them here');
  });

  it('list only what is asked for', async () => {
    const failed = await evm(['list', ...ofDevday, '--state', 'failed', '--json']);
    expect(failed.json()).toMatchObject({
      event: 'devday',
      total: 1,
      messages: [{ id: ids.failed, status: 'failed', failure: { phase: 'recipient', code: 550 } }],
    });
    const none = await evm(['list', ...ofDevday, '--template', 'thank_you']);
    expect(none.stdout).toBe('no such messages in devday\n');
    expect((await evm(['list', ...ofDevday, '--state', 'sent'])).exitCode).toBe(2);
  });

  it('show a message by its id, and say what cannot be found', async () => {
    const run = await evm(['show', ids.failed]);
    expect(run.stdout).toMatch(/^to +#001 홍길동$/m);
    expect(run.stdout).toMatch(/^failed at +recipient \(550\)$/m);
    const shown = (await evm(['show', ids.done, '--json'])).json();
    expect(shown).toMatchObject({ message: { status: 'submitted', nextTryAt: null } });
    const missing = await evm(['show', 'ffffffff']);
    expect(missing.exitCode).toBe(4);
    expect(missing.stderr).toContain('(MESSAGE_NOT_FOUND)');
    const common = ids.done.slice(0, 4);
    expect((await evm(['show', common])).exitCode).toBe(5);
  });
});

describe('evm email status', () => {
  it('counts by status and template, with the servers and what waits for a decision', async () => {
    const run = await evm(['status', ...ofDevday]);
    const counts = 'pending 1 · submitted 1 · failed 1 · held 1 · unknown 1';
    expect(run.stdout.split('\n')).toEqual([
      counts,
      expect.stringMatching(/^ {2}reminder: /),
      '1 in the last minute · 33.3 % accepted',
      'mail.example.com:587: 1 in the last hour',
      '2 wait for a decision: evm email list --event devday --state unknown',
      '',
    ]);
    expect((await evm(['status', ...ofDevday, '--json'])).json()).toMatchObject({
      mail: { event: 'devday', total: 5, counts: { pending: 1, claimed: 0 } },
    });
    expect((await evm(['status', '--event', 'empty'])).stdout).toBe('empty has no mail yet\n');
  });

  it('tells a person how to send when nobody does', async () => {
    const context = await openTestContext(place);
    await context.database.knex('messages').whereNot({ id: ids.pending }).delete();
    await context.close();
    const { stdout } = await evm(['status', ...ofDevday], { terminal: true });
    expect(stdout).toContain('nothing is being sent: evm worker --only mailing');
    expect((await evm(['status', ...ofDevday])).stdout).not.toContain('evm worker');
  });

  it('says which server is left alone, and why', async () => {
    const context = await openTestContext(place);
    await context.database.knex('mail_hosts').insert({
      host: 'mail.example.com:587',
      failures: 1,
      paused_until: new Date('2100-01-01'),
      last_error: 'connection refused',
    });
    await context.close();
    expect((await evm(['status', ...ofDevday])).stdout).toMatch(
      /^mail\.example\.com:587: 1 in the last hour, left alone for \d+ d.*: connection refused$/m,
    );
  });
});

describe('evm email retry, release and cancel', () => {
  const status = async (id: string) =>
    ((await evm(['show', id, '--json'])).json() as { message: { status: string } }).message.status;

  it('send a failed message anew, with all its attempts', async () => {
    const run = await evm(['retry', ids.failed, '--json']);
    expect(run.json()).toMatchObject({
      message: { id: ids.failed, status: 'pending', attempts: 0, reason: null, failure: null },
    });
    expect(await status(ids.failed)).toBe('pending');
  });

  it('let go what is held or of unknown fate', async () => {
    for (const id of [ids.held, ids.unknown]) {
      const run = await evm(['release', id]);
      expect(run.stdout).toBe(`✓ message ${id} waits to be sent\n`);
      expect(await status(id)).toBe('pending');
    }
  });

  it('cancel what has not gone out, once, and send it after all', async () => {
    expect((await evm(['cancel', ids.pending])).stdout).toContain('is cancelled');
    expect((await evm(['cancel', ids.pending])).exitCode).toBe(5);
    expect((await evm(['cancel', ids.done])).stderr).toContain('(JOB_FINISHED)');
    expect((await evm(['retry', ids.pending])).exitCode).toBe(0);
    expect(await status(ids.pending)).toBe('pending');
  });

  it.each([
    ['retry', 'held', 'evm email release'],
    ['release', 'failed', 'evm email retry'],
    ['release', 'pending', 'evm email watch'],
    ['retry', 'done', 'evm email show'],
  ] as const)('refuse to %s what is %s, and say what will do', async (verb, state, hint) => {
    const run = await evm([verb, ids[state]]);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('(MESSAGE_NOT_RELEASABLE)');
    expect(run.stderr).toContain(hint);
  });
});

const preview = ['preview', 'registration_confirmation', ...ofDevday, '--participant', '#001'];

describe('evm email preview', () => {
  it('shows the text, the HTML with its images, or the whole message', async () => {
    const text = (await evm(preview)).stdout;
    expect(text).toMatch(/^\[?.*DevDay.*\n\n/);
    expect(text).toContain('홍길동');
    expect(text).not.toMatch(/\n\n$/);
    const html = (await evm([...preview, '--html'])).stdout;
    expect(html).toContain('src="data:image/png;base64,');
    expect(html).not.toContain('cid:');
    const eml = (await evm([...preview, '--eml'])).stdout;
    expect(eml).toMatch(/^To: .*<hong@example\.com>/m);
    expect(eml).toContain('text/calendar');
  });

  it('keeps nothing', async () => {
    expect((await evm([...preview, '--json'])).json()).toMatchObject({
      message: { template: 'registration_confirmation', subject: expect.any(String) },
    });
    expect((await evm(['list', ...ofDevday, '--json'])).json()).toMatchObject({ total: 5 });
    expect(readdirSync(place.home)).not.toContain('preview.html');
  });

  it('refuses unknown templates and people', async () => {
    const wrong = await evm(['preview', 'registration-confirmatio', ...preview.slice(2)]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('did you mean registration_confirmation?');
    const nobody = await evm([...preview.slice(0, 4), '--participant', 'x@example.com']);
    expect(nobody.exitCode).toBe(4);
  });

  /** A PATH on which the browser's launcher is this script. */
  function launcher(script: string): Record<string, string> {
    const folder = tempFolder();
    for (const name of ['xdg-open', 'open']) {
      writeFileSync(joinPath(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(joinPath(folder, name), 0o755);
    }
    return { PATH: `${folder}:${process.env.PATH}` };
  }

  it('opens the HTML in the browser, in a file that nobody else can read', async () => {
    const seen = joinPath(tempFolder(), 'seen');
    const env = { ...place.env, ...launcher(`cp "$1" ${seen}`) };
    const run = await evm([...preview, '--open', '--json'], { env });
    const path = joinPath(place.home, 'preview.html');
    expect(run.json()).toMatchObject({ page: { path, opened: true } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(seen, 'utf8')).toContain('data:image/png;base64,');
    expect((await evm([...preview, '--open'], { env })).stdout).toBe(`✓ opened ${path}\n`);
  });

  it('prints the path where there is no browser', async () => {
    const path = joinPath(place.home, 'preview.html');
    for (const PATH of [launcher('exit 3').PATH, '/nowhere']) {
      const run = await evm([...preview, '--open'], {
        env: { ...place.env, PATH: PATH as string },
      });
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toBe(`${path}\n`);
      expect(run.stderr).toContain('no browser could be opened');
    }
  });
});

describe('evm email test', () => {
  const test = ['test', 'reminder', ...ofDevday, '--to', 'me@example.com'];

  it('hands one message over and keeps no trace of it', async () => {
    const folder = joinPath(tempFolder(), 'outbox');
    const env = { ...place.env, EVM_SMTP_URL: `file:${folder}` };
    const run = await evm(test, { env });
    expect(run.stdout).toMatch(/^✓ written to .*outbox \(<.*>\)\n$/);
    const [file] = readdirSync(folder);
    const eml = readFileSync(joinPath(folder, file as string), 'latin1');
    expect(eml).toMatch(/^To: me@example\.com/m);
    expect(eml).not.toContain('hong@');
    expect((await evm(['list', ...ofDevday, '--json'])).json()).toMatchObject({ total: 5 });
  });

  it('ends with 6 and the reason when it is not taken', async () => {
    const folder = tempFolder();
    writeFileSync(joinPath(folder, 'file'), '');
    const env = { ...place.env, EVM_SMTP_URL: `file:${folder}/file` };
    const run = await evm(test, { env });
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('a file is in the way of the folder for mail');
  });

  it('refuses what is no address, and an event without anybody', async () => {
    const wrong = await evm([...test.slice(0, -1), 'me@x']);
    expect(wrong.stderr).toContain('--to: not an e-mail address');
    const empty = await evm(['test', 'reminder', '--event', 'empty', '--to', 'me@example.com']);
    expect(empty.exitCode).toBe(4);
  });
});
