import { DateTime } from 'luxon';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeEventStatus } from '../../src/core/events/change-event-status.js';
import type { NewEvent } from '../../src/core/events/event-input.js';
import { updateEvent } from '../../src/core/events/update-event.js';
import { runReminders } from '../../src/core/mailing/run-reminders.js';
import { fixedClock } from '../../src/core/runtime/clock.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { gate } from '../support/gate.js';
import type { SmtpDaemon } from '../support/smtp-daemon.js';
import { hasPostgres } from '../support/test-daemons.js';
import { findMailViolations, findMissingMailGuard, readMessages } from './find-mail-violations.js';
import { startForTest } from './import-jobs.js';
import { mailEnvironment, startMailServer, workOff } from './mail-world.js';
import { whileLocked } from './while-locked.js';

/** More than one worker claims at a time, so that both have something to do. */
const crowd = 60;
const people = 6;

describe.skipIf(!hasPostgres())('two schedulers and two workers', () => {
  it('at the same time send each message once', async () => {
    const place = await openPlace();
    await publish(
      place,
      {
        startsAt: DateTime.utc().plus({ hours: 2 }).startOf('second').toISO(),
        timezone: 'Asia/Seoul',
      },
      crowd,
    );
    const runs = await runTwoSchedulersAtOnce(place);
    for (const { exitCode, stderr } of runs) expect(exitCode, stderr).toBe(0);
    expect(await readMessages(place)).toHaveLength(crowd);

    const bothSend = gate<undefined>();
    let bodies = 0;
    const daemon = await startMailServer({
      fault(step) {
        if (step !== 'dot') return undefined;
        // With one connection each, the second body is that of the other worker.
        if (++bodies === 2) bothSend.open(undefined);
        return { after: bothSend.opened };
      },
    });
    // Whoever gets no processor for a while keeps what it has claimed.
    const env = { ...mailEnvironment(daemon.url), EVM_WORKER_LEASE_SECONDS: '60' };
    const args = ['worker', '--once', '--only', 'mailing', '--json'];
    const workers = [1, 2].map(() => startForTest(args, { place, env }));
    const done = await Promise.all(
      workers.map(async ({ exit }) => (await exit).json.worker.done as number),
    );
    expect(done.reduce((sum, number) => sum + number)).toBe(crowd);
    expect(Math.min(...done)).toBeGreaterThan(0);
    const messages = await readMessages(place);
    expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
    expect(daemon.accepted).toHaveLength(crowd);
    expect(await findMissingMailGuard(place)).toEqual([]);
  });
});

describe.skipIf(!hasPostgres())('reminders that two schedulers look for all the time', () => {
  it.each([
    ['ends', '2026-11-01 09:00', '2026-10-31 08:00', '2026-11-01 05:00'],
    [
      'ends, in the hour that comes twice',
      '2026-11-01T06:30:00Z',
      '2026-10-31 00:30',
      '2026-10-31 22:30',
    ],
    ['begins', '2027-03-14 09:00', '2027-03-13 08:00', '2027-03-14 05:00'],
  ])(
    'go out once each, at their time, where daylight saving %s',
    async (_, startsAt, reminderAt, noticeAt) => {
      const { place, daemon, env } = await openWorld();
      const zone = 'America/New_York';
      await publish(place, { startsAt, timezone: zone });
      const from = DateTime.fromISO(reminderAt.replace(' ', 'T'), { zone }).minus({ hours: 6 });
      const queued = await lookEveryHalfHour(place, { from, hours: 48, zone, env });
      expect(queued).toEqual([`reminder ${reminderAt}`, `notice ${noticeAt}`]);
      await expectEachOnce(place, daemon);
    },
  );

  it('go out once each when only the zone of the event changes, and not its moment', async () => {
    const { place, daemon, env } = await openWorld();
    const slug = await publish(place, { startsAt: '2026-12-01 09:00', timezone: 'Asia/Seoul' });
    const zone = 'UTC';
    const from = DateTime.fromISO('2026-11-29T20:00', { zone });
    const first = await lookEveryHalfHour(place, { from, hours: 6, zone, env });
    await change(place, slug, { timezone: 'UTC' });
    const later = await lookEveryHalfHour(place, {
      from: from.plus({ hours: 6 }),
      hours: 30,
      zone,
      env,
    });
    expect([...first, ...later]).toEqual(['reminder 2026-11-29 23:00', 'notice 2026-11-30 20:00']);
    await expectEachOnce(place, daemon);
  });

  it('tell the new time once when the event keeps its wall clock in another zone', async () => {
    const { place, daemon, env } = await openWorld();
    const slug = await publish(place, { startsAt: '2026-12-01 09:00', timezone: 'Asia/Seoul' });
    const zone = 'UTC';
    const from = DateTime.fromISO('2026-11-29T20:00', { zone });
    // Queued at 23:00, and not sent yet when the event becomes one nine hours later.
    const first = await lookEveryHalfHour(place, { from, hours: 4, zone });
    await change(place, slug, { timezone: 'UTC', startsAt: '2026-12-01 09:00' });
    const later = await lookEveryHalfHour(place, {
      from: from.plus({ hours: 4 }),
      hours: 44,
      zone,
      env,
    });
    expect([...first, ...later]).toEqual([
      'reminder 2026-11-29 23:00',
      'reminder 2026-11-30 08:00',
      'notice 2026-12-01 05:00',
    ]);
    await expectEachOnce(place, daemon);
  });
});

async function openPlace(): Promise<TestPlace> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  return place;
}

async function openWorld() {
  const daemon = await startMailServer();
  return { place: await openPlace(), daemon, env: mailEnvironment(daemon.url) };
}

/** An event that people have registered for; returns its slug. */
async function publish(
  place: TestPlace,
  details: Partial<NewEvent>,
  count = people,
): Promise<string> {
  // Registration ends with the event, which lies in the past of the machine's clock some day.
  const clock = fixedClock('2026-10-01T00:00:00Z');
  const context = await openTestContext(place, { clock });
  try {
    const event = await makeEvent(context, details);
    await registerPeople(context, event, count);
    return (await changeEventStatus(context, event.slug, 'published')).event.slug;
  } finally {
    await context.close();
  }
}

async function change(place: TestPlace, slug: string, changes: Partial<NewEvent>): Promise<void> {
  const context = await openTestContext(place, { clock: fixedClock('2026-11-01T00:00:00Z') });
  await updateEvent(context, slug, changes);
  await context.close();
}

/** Two processes that have both come as far as they can before either may write. */
async function runTwoSchedulersAtOnce(place: TestPlace) {
  return await whileLocked(place, 'LOCK TABLE campaigns IN SHARE MODE', async (sleepers) => {
    const runs = [1, 2].map(() => startForTest(['reminders', 'run'], { place }));
    await sleepers(2);
    return async () => await Promise.all(runs.map(async ({ exit }) => await exit));
  });
}

/**
 * Both schedulers look at the same moments, and with `env` a worker sends what they queue; returns what
 * was queued when, on the clock of `zone`.
 */
async function lookEveryHalfHour(
  place: TestPlace,
  options: { from: DateTime; hours: number; zone: string; env?: Record<string, string> },
): Promise<string[]> {
  const { from, hours, zone, env } = options;
  let now = from;
  const clock = { now: () => now.toJSDate() };
  const contexts = [
    await openTestContext(place, { clock }),
    await openTestContext(place, { clock }),
  ];
  const queued: string[] = [];
  try {
    for (; now < from.plus({ hours }); now = now.plus({ minutes: 30 })) {
      const runs = await Promise.all(contexts.map(async (context) => await runReminders(context)));
      const reminders = runs.flatMap((run) => run.reminders);
      for (const { template } of reminders) {
        queued.push(`${template} ${now.setZone(zone).toFormat('yyyy-MM-dd HH:mm')}`);
      }
      if (env && reminders.length > 0) await workOff(place, env);
    }
    return queued;
  } finally {
    await Promise.all(contexts.map(async (context) => await context.close()));
  }
}

/** Everybody has exactly one reminder and one notice that nobody has cancelled. */
async function expectEachOnce(place: TestPlace, daemon: SmtpDaemon): Promise<void> {
  const messages = await readMessages(place);
  expect(findMailViolations(messages, daemon.accepted)).toEqual([]);
  const received = daemon.accepted.map(({ to, raw }) => {
    const subject = /^Subject: [^\r]*(?:\r\n[ \t][^\r]*)*/m.exec(raw.toString('latin1'))?.[0];
    return `${to} ${subject}`;
  });
  expect(received).toHaveLength(2 * people);
  expect(new Set(received).size).toBe(received.length);
}
