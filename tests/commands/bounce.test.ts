import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as ingest } from '../../src/commands/bounce/ingest.js';
import { command as list } from '../../src/commands/suppression/list.js';
import { insertMessages } from '../../src/core/mailing/message-repository.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { catalogueOf, type InProcessOptions, runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

const catalogue = [ingest, list].flatMap(catalogueOf);

let place: TestPlace;
/** Bounces of two messages that were sent. */
let bounces: [string, string];
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context);
  const people = await registerPeople(context, event, 2);
  const participantIds = people.map(({ id }) => id);
  await context.database.transaction(async (trx) => {
    const about = { eventId: event.id, template: 'reminder', occasion: 'x' } as const;
    await insertMessages(trx, context.ids, { ...about, campaignId: null, participantIds });
    await trx('messages').update({ state: 'done', outcome: 'submitted', submissions: 1 });
  });
  const rows = await context.database.knex('messages').select('id', 'participant_id');
  const file = new URL('../fixtures/bounces/postfix-user-unknown.eml', import.meta.url);
  bounces = people.map(({ id, email }) =>
    readFileSync(file, 'utf8')
      .replaceAll('0198c1d2-3e4f-7a5b-8c6d-7e8f90a1b2c3', rowOf(rows, id))
      .replaceAll('hong@example.com', email),
  ) as [string, string];
  await context.close();
});
afterAll(async () => await place.remove());

function rowOf(rows: { id: string; participant_id: string }[], participantId: string): string {
  return rows.find((row) => row.participant_id === participantId)?.id ?? '';
}

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(args, { env: place.env, catalogue, ...options });
}

describe('evm bounce ingest', () => {
  it('reads a mail from standard input and suppresses its address', async () => {
    const run = await evm(['bounce', 'ingest', '-'], { stdin: bounces[0] });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(
      '✓ 1 mail read: 1 hard bounce, 0 soft bounces, 0 complaints, nothing new in 0\n',
    );
    expect(run.exitCode).toBe(0);
    const list = await evm(['suppression', 'list', '--json']);
    expect(list.json()).toMatchObject({ suppressions: [{ reason: 'hard_bounce' }], total: 1 });
  });

  it('gives exactly the documented JSON, for a file that it knows already', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'bounce.eml'), bounces[0]);
    const run = await evm(['bounce', 'ingest', 'bounce.eml', '--json'], { cwd });
    expect(run.json()).toEqual({
      ingest: {
        ...{ mails: 1, hardBounces: 0, softBounces: 0, complaints: 0, delays: 0 },
        ...{ known: 1, tooEarly: 0, unmatched: 0, others: 0, pausedCampaigns: [] },
      },
    });
  });

  it('says why nothing came of a mail', async () => {
    const known = await evm(['bounce', 'ingest', '-'], { stdin: bounces[0] });
    expect(known.stdout).toContain('nothing new in 1\n  1 known already\n');
    const other = await evm(['bounce', 'ingest', '-'], { stdin: 'name,email\nKim,kim@x.com\n' });
    expect(other.stdout).toContain('nothing new in 1\n  1 neither bounce nor complaint\n');
  });

  it('empties what is new in a maildir', async () => {
    const maildir = tempFolder();
    for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, part));
    writeFileSync(join(maildir, 'new', '1700000000.M1P1.host'), bounces[1]);
    const run = await evm(['bounce', 'ingest', maildir]);
    expect(run.stdout).toContain('1 hard bounce');
    expect(readdirSync(join(maildir, 'new'))).toEqual([]);
    expect(readdirSync(join(maildir, 'cur'))).toEqual(['1700000000.M1P1.host:2,S']);
    const again = await evm(['bounce', 'ingest', maildir, '--json']);
    expect(again.json()).toMatchObject({ ingest: { mails: 0 } });
  });

  it('says what is wrong with a place that has no mail', async () => {
    for (const [source, reason] of [
      [join(tempFolder(), 'missing'), 'there is no such file or folder'],
      [tempFolder(), 'it is a folder without `new`, so no maildir'],
    ] as const) {
      const run = await evm(['bounce', 'ingest', source]);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain(reason);
    }
  });
});
