import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { feedPrinter } from '../../../src/core/printing/feed-printer.js';
import {
  beginSending,
  settleLeftOvers,
  takeJob,
} from '../../../src/core/printing/feeding-repository.js';
import { printerLedger } from '../../../src/core/printing/jobs.js';
import { languages } from '../../../src/core/printing/languages/languages.js';
import { removePrinter, resumePrinter } from '../../../src/core/printing/manage-printers.js';
import { insertBatch } from '../../../src/core/printing/print-job-repository.js';
import { wakePrinter } from '../../../src/core/printing/printer-repository.js';
import type { Printer, PrintJob } from '../../../src/core/printing/schema.js';
import { cancelBadges } from '../../../src/core/printing/settle-badge.js';
import { tryPrinter } from '../../../src/core/printing/try-printer.js';
import { claimOne } from '../../support/claim-one.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { gate } from '../../support/gate.js';
import { startVirtualPrinter, type VirtualPrinter } from '../../support/virtual-printer.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { badgesOf, feedOnce, plugIn, queueFor, smallBitmap, toolsFor } from './sample-printing.js';

describeEachEngine('a printer', (engine) => {
  let context: TestContext;
  let virtual: VirtualPrinter;
  let printer: Printer;
  let event: Event;
  let people: Participant[];
  beforeAll(async () => {
    context = await openTestContext(engine);
    virtual = await startVirtualPrinter('escpos');
    event = await makeEvent(context);
    people = [];
    for (const name of ['하늘', '가람', '나래']) people.push(await join(context, event, { name }));
  });
  beforeEach(async () => {
    await context.database.knex('print_jobs').delete();
    virtual.become({});
    printer = await plugIn(context, virtual, { language: 'escpos' });
  });
  afterAll(async () => {
    await virtual?.close();
    await context?.close();
  });

  const states = async () => (await badgesOf(context, printer)).map(({ state }) => state);
  const numberOf = (id: string) => people.find((person) => person.id === id)?.number;

  async function claim(printerId = printer.id) {
    const claimed = await claimOne(context, printerLedger, printerId);
    if (!claimed) throw new Error('the printer is not due');
    return claimed;
  }

  /** Notes whose badges are made, in order. */
  function noting(made: (number | undefined)[]) {
    return toolsFor({
      createPress:
        (_, { profile }) =>
        async (job: PrintJob) => {
          made.push(numberOf(job.participantId));
          return { kind: 'bytes', bytes: languages.escpos.encode(smallBitmap, profile) };
        },
    });
  }

  it('prints everybody once, by number or by name, and is idle then', async () => {
    expect(await queueFor(context, { event, printer })).toBe(3);
    const made: (number | undefined)[] = [];
    expect(await feedOnce(context, printer, noting(made))).toBe('fed');
    expect(made).toEqual([1, 2, 3]);
    expect(await states()).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await queueFor(context, { event, printer })).toBe(0);
    expect(await feedOnce(context, printer)).toBe('idle');
    await context.database.knex('print_jobs').delete();
    await queueFor(context, { event, printer, order: 'name' });
    made.length = 0;
    await feedOnce(context, printer, noting(made));
    expect(made).toEqual([2, 3, 1]);
  });

  it('prints on one connection for all that wait, and never on two', async () => {
    const alone = await startVirtualPrinter('escpos');
    const own = await plugIn(context, alone, { language: 'escpos' });
    await queueFor(context, { event, printer: own });
    const other = { ...own, id: own.id };
    await Promise.all([feedOnce(context, own), feedOnce(context, other), feedOnce(context, own)]);
    expect(alone.mostConnections).toBe(1);
    expect(alone.paper.badges).toHaveLength(3);
    await alone.close();
  });

  // The embedded database has one session: there is no such moment.
  it.runIf(engine === 'external')(
    'does not end before what is queued at that moment is committed, and prints it',
    async () => {
      const { knex } = context.database;
      const [first, second] = people as [Participant, Participant];
      await queueFor(context, { event, printer, participants: [first] });
      const held = await claim();
      await knex('print_jobs').where({ printer_id: printer.id }).update({ state: 'cancelled' });
      const { signal } = new AbortController();
      let feeding: Promise<unknown> | undefined;
      await context.database.transaction(async (trx) => {
        await insertBatch(
          trx,
          { eventId: event.id, participantIds: [second.id], fields: [] },
          { printerId: printer.id, template: undefined, askedBy: 'tester', order: 'number' },
        );
        await wakePrinter(trx, printer.id);
        feeding = feedPrinter(context, toolsFor(), held, { signal });
        await eventually('the worker at the lock', async () => {
          const { rows } = await knex.raw(
            `SELECT 1 AS waits FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return rows[0];
        });
      });
      await feeding;
      expect(await states()).toEqual(['cancelled', 'confirmed']);
    },
  );

  it('gives nothing to a worker whose claim is over', async () => {
    await queueFor(context, { event, printer });
    const late = await claim();
    const { knex } = context.database;
    await knex('printers')
      .where({ id: printer.id })
      .update({ lease_until: new Date(0) });
    const now = await claim();
    const job = await takeJob(knex, now);
    expect(await takeJob(knex, late)).toBeUndefined();
    await settleLeftOvers(knex, late);
    expect(await states()).toEqual(['claimed', 'queued', 'queued']);
    await expect(beginSending(knex, late, { id: job?.id ?? '' })).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await beginSending(knex, now, { id: job?.id ?? '' })).toBe(true);
  });

  it('takes what is queued while it prints, too', async () => {
    const [first, second] = people as [Participant, Participant];
    await queueFor(context, { event, printer, participants: [first] });
    let isQueued = false;
    const tools = toolsFor();
    const end = await feedOnce(context, printer, {
      ...tools,
      createPress: (...given) => {
        const press = tools.createPress(...given);
        return async (job) => {
          if (!isQueued) await queueFor(context, { event, printer, participants: [second] });
          isQueued = true;
          return await press(job);
        };
      },
    });
    expect(end).toBe('fed');
    expect(await states()).toEqual(['confirmed', 'confirmed']);
  });

  it('calls a badge unknown over which its worker died, prints the others, and that one never again', async () => {
    await queueFor(context, { event, printer });
    const dead = await claim();
    const { knex } = context.database;
    const [first] = await badgesOf(context, printer);
    await knex('print_jobs')
      .where({ id: first?.id })
      .update({ state: 'sending', claim_token: dead.token, sending_began_at: knex.fn.now() });
    await knex('printers')
      .where({ id: printer.id })
      .update({ lease_until: new Date(0) });
    const before = virtual.paper.badges.length;
    expect(await feedOnce(context, printer)).toBe('fed');
    expect(await states()).toEqual(['unknown', 'confirmed', 'confirmed']);
    expect(virtual.paper.badges.length - before).toBe(2);
    expect(await queueFor(context, { event, printer })).toBe(0);
    expect(await feedOnce(context, printer)).toBe('idle');
  });

  it('lets a worker that comes late send nothing more', async () => {
    await queueFor(context, { event, printer });
    const late = await claim();
    const { arrived, opened, tools } = heldAtThePress();
    const { signal } = new AbortController();
    const feeding = feedPrinter(context, tools, late, { signal });
    await arrived;
    // Its lease ends while it makes the badge, and another worker takes over.
    await context.database
      .knex('printers')
      .where({ id: printer.id })
      .update({ lease_until: new Date(0) });
    const before = virtual.paper.badges.length;
    expect(await feedOnce(context, printer)).toBe('fed');
    opened();
    await expect(feeding).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(virtual.paper.badges.length - before).toBe(3);
    expect(await states()).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });

  it('gives up a badge that cannot be made, after three times, and prints the others', async () => {
    await queueFor(context, { event, printer });
    const tools = toolsFor();
    const failing = {
      ...tools,
      createPress: ((...given) => {
        const press = tools.createPress(...given);
        return async (job) => {
          if (numberOf(job.participantId) === 1) throw new Error('홍길동 is in the message');
          return await press(job);
        };
      }) satisfies typeof tools.createPress,
    };
    await feedOnce(context, printer, failing);
    const [first, ...others] = await badgesOf(context, printer);
    expect(first).toMatchObject({ state: 'failed' });
    expect(first?.reason).not.toContain('홍길동');
    expect(others.map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
    // Nothing of it was sent, so it may be printed.
    expect(await queueFor(context, { event, printer })).toBe(1);
  });

  it('waits for a printer that is away, and prints when it is back', async () => {
    const away = await startVirtualPrinter('escpos');
    const own = await plugIn(context, away, { language: 'escpos' });
    await away.close();
    await queueFor(context, { event, printer: own });
    expect(await feedOnce(context, own)).toBe('paused');
    const row = await context.database.knex('printers').where({ id: own.id }).first();
    expect(row).toMatchObject({ state: 'pending', attempts: 0, crashes: 0 });
    expect(row.not_before.getTime()).toBeGreaterThan(row.updated_at.getTime());
    const { host, port } = virtual;
    const tools = toolsFor();
    const back = async () =>
      await tools.openLink({ ...own, connection: { kind: 'network', host, port } });
    expect(await feedOnce(context, own, { ...tools, openLink: back })).toBe('fed');
  });

  it('can be tried while no worker has it, without touching what waits', async () => {
    await queueFor(context, { event, printer });
    const tools = toolsFor();
    virtual.become({ isCoverOpen: true });
    expect(await tryPrinter(context, tools, { printer, print: false })).toMatchObject({
      isReady: false,
      reason: expect.stringContaining('cover'),
    });
    virtual.become({});
    const trying = tryPrinter(context, tools, { printer, print: true });
    expect(await trying).toEqual({ answers: true, isReady: true, reason: null });
    expect(await states()).toEqual(['queued', 'queued', 'queued']);
    const held = await claim();
    await expect(tryPrinter(context, tools, { printer, print: false })).rejects.toMatchObject({
      code: 'PRINTER_BUSY',
    });
    await expect(removePrinter(context, printer)).rejects.toMatchObject({ code: 'PRINTER_BUSY' });
    const { signal } = new AbortController();
    await feedPrinter(context, tools, held, { signal });
  });

  it('stays given up on when it is tried, until it is given work or told to go on', async () => {
    await queueFor(context, { event, printer, participants: people.slice(0, 1) });
    const { knex } = context.database;
    const row = knex('printers').where({ id: printer.id });
    await row.clone().update({ state: 'held', last_error: 'three workers died' });
    await tryPrinter(context, toolsFor(), { printer, print: false });
    expect(await row.clone().first()).toMatchObject({ state: 'held' });
    const tools = toolsFor();
    const busily = async () => {
      await expect(resumePrinter(context, printer)).rejects.toMatchObject({ code: 'PRINTER_BUSY' });
      return await tools.openLink(printer);
    };
    await tryPrinter(context, { ...tools, openLink: busily }, { printer, print: false });
    expect(await row.clone().first()).toMatchObject({ state: 'held' });
    const meanwhile = async () => {
      await queueFor(context, { event, printer });
      return await tools.openLink(printer);
    };
    await tryPrinter(context, { ...tools, openLink: meanwhile }, { printer, print: false });
    expect(await row.clone().first()).toMatchObject({ state: 'pending', lease_token: null });
    expect(await feedOnce(context, printer)).toBe('fed');
  });

  it('is removed when nothing waits for it', async () => {
    await queueFor(context, { event, printer });
    await expect(removePrinter(context, printer)).rejects.toMatchObject({ code: 'PRINTER_IN_USE' });
    expect(await cancelBadges(context, { printer })).toBe(3);
    expect(await feedOnce(context, printer)).toBe('fed');
    await removePrinter(context, printer);
    expect(await states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  /** Tools that wait, with the first badge made, until they are let go. */
  function heldAtThePress() {
    const tools = toolsFor();
    const [atPress, letGo] = [gate<void>(), gate<void>()];
    return {
      arrived: atPress.opened,
      opened: letGo.open,
      tools: {
        ...tools,
        createPress: ((...given) => {
          const press = tools.createPress(...given);
          return async (job) => {
            atPress.open();
            await letGo.opened;
            return await press(job);
          };
        }) satisfies typeof tools.createPress,
      },
    };
  }
});
