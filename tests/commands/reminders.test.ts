import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as list } from '../../src/commands/reminders/list.js';
import { command as run } from '../../src/commands/reminders/run.js';
import { changeEventStatus } from '../../src/core/events/change-event-status.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

const catalogue = [list, run].flatMap(catalogueOf);
/** The command has the machine's clock, so the event is where the clock is. */
const startsAt = DateTime.utc().plus({ hours: 2 }).startOf('second');

let place: TestPlace;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, {
    slug: 'soon',
    startsAt: startsAt.toISO(),
    timezone: 'Asia/Seoul',
  });
  await registerPeople(context, event, 2);
  await makeEvent(context, { slug: 'off' });
  await changeEventStatus(context, 'off', 'cancelled');
  await context.close();
});
afterAll(async () => await place.remove());

async function evm(args: string[]) {
  return await runInProcess(['reminders', ...args], { env: place.env, catalogue });
}

async function publish(): Promise<void> {
  const context = await openTestContext(place);
  await changeEventStatus(context, 'soon', 'published');
  await context.close();
}

describe('evm reminders', () => {
  it('says that a draft gets nothing yet', async () => {
    expect((await evm(['run'])).stdout).toBe('');
    const run = await evm(['list', '--event', 'soon']);
    expect(run.stdout).toContain('soon is a draft: nothing is sent before it is published');
    await publish();
  });

  it('queues what is due and names what was missed', async () => {
    const run = await evm(['run']);
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(
      [
        '✓ soon: notice to 2 people',
        '! soon: reminder was not sent in time: the event begins in less than 12 hours',
        '',
      ].join('\n'),
    );
    expect(run.exitCode).toBe(0);
  });

  it('has nothing to do the next time', async () => {
    const run = await evm(['run', '--json']);
    expect(run.json()).toEqual({ reminders: [], missed: [], cancelled: [], summaries: [] });
    expect((await evm(['run'])).stdout).toBe('');
  });

  it('lists what is sent around an event', async () => {
    const run = await evm(['list', '--event', 'soon', '--json']);
    const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    const { reminders, ...about } = run.json() as { reminders: { template: string }[] };
    expect(about).toEqual({ event: 'soon', timezone: 'Asia/Seoul', status: 'published' });
    expect(reminders.map(({ template }) => template)).toEqual([
      'reminder',
      'notice',
      'thank_you',
      'missed_you',
    ]);
    expect(reminders[1]).toEqual({
      template: 'notice',
      status: 'queued',
      at: startsAt.minus({ hours: 3 }).toJSDate().toISOString(),
      from: time,
      until: time,
      occasion: `starts-${startsAt.toJSDate().toISOString()}`,
      messages: 2,
      campaign: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reason: null,
    });
    const table = (await evm(['list', '--event', 'soon'])).stdout.split('\n');
    expect(table[0]).toMatch(/^mail +status +when +messages +reason/);
    expect(table[1]).toMatch(/^reminder +missed .+ 2 +the event begins in less than 12 hours/);
    expect(table[4]).toMatch(/^missed_you +upcoming .+ 2/);
    expect((await evm(['list', '--event', 'off'])).stdout).toBe(
      'off is cancelled: nothing is sent around it\n',
    );
  });
});
