import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { type InProcessOptions, runInProcess } from '../support/run-main.js';

let place: TestPlace;
beforeAll(async () => {
  place = await createPlace('embedded');
  mkdirSync(join(place.home, 'files'));
});
afterAll(async () => await place.remove());

async function evm(argv: string[], options: InProcessOptions = {}) {
  const cwd = join(place.home, 'files');
  return await runInProcess(argv, { env: place.env, cwd, ...options });
}

const create = ['event', 'create', '--name', 'Seoul DevDay', '--starts', '2026-12-01 09:00'];

describe('evm event', () => {
  it('says what it created, with the times in the zone of the event, and what to do next', async () => {
    const run = await evm(
      [
        ...[...create, '--slug', 'seoul-devday', '--ends', '2026-12-01 18:00'],
        ...['--timezone', 'Pacific/Auckland', '--capacity', '1,200', '--waitlist'],
      ],
      { terminal: true, env: { ...place.env, NO_COLOR: '1' } },
    );
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n')).toEqual([
      '✓ event seoul-devday created: Seoul DevDay',
      '  1 Dec 2026 09:00 – 18:00 (Pacific/Auckland) · 1,200 places, waitlist · draft',
      'next: evm event status seoul-devday published',
      '',
    ]);
    expect(run.exitCode).toBe(0);
  });

  it('reads every option of a new event', async () => {
    writeFileSync(
      join(place.home, 'files', 'form.json'),
      JSON.stringify([{ id: 'track', label: 'Track', type: 'text' }]),
    );
    const run = await evm([
      ...[...create, '--slug', 'full', '--timezone', 'Asia/Seoul', '--capacity', '20'],
      ...['--deadline', '2026-11-30 18:00', '--requires-approval', '--location', 'Coex'],
      ...['--online-link', 'https://meet.example/a', '--description', 'All about it'],
      ...['--privacy', 'public', '--form', 'form.json', '--anonymous', '--checkin', 'off'],
      ...['--field', 'meal=식사:choice:한식|양식:required', '--field', 'age:number', '--json'],
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      event: {
        slug: 'full',
        startsAt: '2026-12-01T00:00:00.000Z',
        endsAt: null,
        capacity: 20,
        waitlistEnabled: false,
        registrationDeadline: '2026-11-30T09:00:00.000Z',
        requiresApproval: true,
        location: { type: 'hybrid', address: 'Coex', onlineLink: 'https://meet.example/a' },
        description: 'All about it',
        privacy: 'public',
        features: { checkinEnabled: false, prizeDrawingEnabled: true, anonymousMode: true },
        formFields: [
          { id: 'track', label: 'Track', type: 'text', required: false },
          { id: 'meal', label: '식사', type: 'choice', required: true, choices: ['한식', '양식'] },
          { id: 'age', label: 'age', type: 'number', required: false },
        ],
      },
    });
  });

  it('reports all that is wrong with an event at once and ends with 2', async () => {
    const run = await evm([
      ...['event', 'create', '--slug', 'Bad Slug', '--name', ' ', '--starts', 'tomorrow'],
    ]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('slug: 1 to 60 lower-case letters');
    expect(run.stderr).toContain('name: a text is needed');
    expect(run.stdout).toBe('');
  });

  it('ends with 5 when the slug is taken', async () => {
    const run = await evm([...create, '--slug', 'full', '--json']);
    expect(run.exitCode).toBe(5);
    expect(run.stderr + run.stdout).toContain('EVENT_SLUG_TAKEN');
  });

  it('shows an event by the beginning of its slug', async () => {
    const run = await evm(['event', 'show', 'seoul']);
    expect(run.stdout).toMatch(/^Seoul DevDay seoul-devday\n/);
    expect(run.stdout).toContain('0 of 1,200 taken, waitlist');
    const json = (await evm(['event', 'show', 'seoul', '--json'])).json();
    expect(json).toMatchObject({
      event: {
        slug: 'seoul-devday',
        counts: { occupied: 0, gates: 0, participants: { total: 0 } },
      },
    });
  });

  it('suggests the event that was meant and ends with 4', async () => {
    const run = await evm(['event', 'show', 'seoul-devdya']);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain('did you mean "seoul-devday"?');
  });

  it('lists events, and those of one status', async () => {
    const run = await evm(['event', 'list']);
    expect(run.stdout).toMatch(/^slug +name +starts +status +participants +places\n/);
    expect(run.stdout).toContain('seoul-devday  Seoul DevDay  1 Dec 2026 09:00 (Pacific/Auckland)');
    const json = (await evm(['event', 'list', '--status', 'published', '--json'])).json();
    expect(json).toEqual({ events: [] });
  });

  it('moves an event on, by any spelling of the status', async () => {
    const run = await evm(['event', 'status', 'seoul', 'Published']);
    expect(run.stdout).toBe('✓ event seoul-devday: draft → published\n');
    const json = (await evm(['event', 'status', 'seoul', 'in-progress', '--json'])).json();
    expect(json).toMatchObject({ event: { status: 'in_progress' }, previousStatus: 'published' });
  });

  it('says what is possible instead and ends with 5', async () => {
    const run = await evm(['event', 'status', 'seoul', 'draft']);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('from in_progress it can become completed or cancelled');
  });

  it('takes a status that does not exist for a usage error, with a suggestion', async () => {
    const run = await evm(['event', 'status', 'seoul', 'canceled']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('did you mean cancelled?');
  });

  it('changes only what is given, and takes away what is none', async () => {
    const args = ['--capacity', 'none', '--waitlist', 'off', '--location', 'none', '--json'];
    const run = await evm(['event', 'update', 'full', '--field', 'age:text', ...args]);
    expect(run.json()).toMatchObject({
      event: {
        name: 'Seoul DevDay',
        capacity: null,
        location: { type: 'online' },
        features: { anonymousMode: true },
        formFields: [{ id: 'track' }, { id: 'meal' }, { id: 'age', type: 'text' }],
      },
      changed: ['location', 'capacity', 'formFields'],
      promoted: [],
    });
  });

  it('does not delete without a yes, and deletes with one', async () => {
    const refused = await evm(['event', 'delete', 'full']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('Delete "full" with 0 participants?');
    const done = await evm(['event', 'delete', 'full', '--yes']);
    expect(done.stdout).toBe('✓ event full deleted\n');
    expect((await evm(['event', 'show', 'full'])).exitCode).toBe(4);
  });
});
