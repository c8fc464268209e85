import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/events/schema.js';
import { languages as spoken } from '../../src/core/printing/languages/languages.js';
import type { Printer } from '../../src/core/printing/schema.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import {
  badgesOf,
  feedOnce,
  longPatience,
  plugIn,
  queueFor,
  smallBitmap,
  toolsFor,
} from '../core/printing/sample-printing.js';
import { openTestContext, type TestContext } from '../support/database.js';
import {
  type PrinterFaults,
  startVirtualPrinter,
  type VirtualPrinter,
} from '../support/virtual-printer.js';

const ends = ['confirmed', 'failed', 'unknown'];
const languages = ['escpos', 'brother-ql', 'zpl'] as const;
/** A badge is waited for in vain not for long; an answer, which comes, as long as a busy machine needs. */
const shortPatience = { ...longPatience, badgeMs: 1_000 };

describe.each(languages)('a %s printer', (language) => {
  let context: TestContext;
  let virtual: VirtualPrinter;
  let printer: Printer;
  let event: Event;
  beforeAll(async () => {
    context = await openTestContext('embedded');
    virtual = await startVirtualPrinter(language);
    printer = await plugIn(context, virtual, { language: language });
    event = await makeEvent(context);
    await registerPeople(context, event, 1);
  });
  afterAll(async () => {
    await virtual?.close();
    await context?.close();
  });

  /** One badge with this fault, and then without any until it has ended; what the paper and the record say. */
  async function printWith(faults: PrinterFaults, tools = toolsFor()) {
    await context.database.knex('print_jobs').delete();
    await queueFor(context, { event, printer });
    const before = virtual.paper.badges.length;
    virtual.become(faults);
    await feedOnce(context, printer, tools);
    const sent = virtual.received;
    virtual.become({});
    while ((await badgesOf(context, printer)).some(({ state }) => state === 'queued')) {
      await feedOnce(context, printer, tools);
    }
    const [badge] = await badgesOf(context, printer);
    return {
      state: badge?.state ?? '',
      reason: badge?.reason,
      complete: virtual.paper.badges.length - before,
      sent,
    };
  }

  it('never prints a badge twice, whichever byte is the last before the line breaks', async () => {
    const { sent, state } = await printWith({});
    expect(state).toBe('confirmed');
    const { question, encode, endQuestion } = spoken[language];
    const stream = Buffer.concat([question, encode(smallBitmap, printer.profile), endQuestion]);
    expect(sent).toBe(stream.length);
    const seen = new Set<string>();
    for (let offset = 1; offset <= sent; offset++) {
      // One zero in the middle of many is like the other.
      if (stream.subarray(Math.max(0, offset - 4), offset + 4).every((byte) => byte === 0))
        continue;
      const end = await printWith({ resetAfterBytes: offset });
      expect(ends, `after byte ${offset}`).toContain(end.state);
      expect(end.complete, `after byte ${offset}`).toBeLessThanOrEqual(1);
      if (end.state === 'confirmed') expect(end.complete, `after byte ${offset}`).toBe(1);
      if (end.state === 'failed') expect(end.complete, `after byte ${offset}`).toBe(0);
      seen.add(`${end.state} ${end.complete}`);
    }
    // In the question it is printed later, in the badge nobody knows.
    expect([...seen]).toEqual(expect.arrayContaining(['confirmed 1', 'unknown 0']));
  });

  it('keeps its badges while it is out of paper or open, and goes on by itself', async () => {
    for (const faults of [{ isPaperOut: true }, { isCoverOpen: true }]) {
      await context.database.knex('print_jobs').delete();
      await queueFor(context, { event, printer });
      virtual.become(faults);
      expect(await feedOnce(context, printer)).toBe('paused');
      const row = await context.database.knex('printers').where({ id: printer.id }).first();
      expect(row).toMatchObject({ state: 'pending', attempts: 0 });
      expect(row.last_error).toContain(faults.isPaperOut ? 'paper' : 'cover');
      expect(await badgesOf(context, printer)).toMatchObject([{ state: 'queued' }]);
      virtual.become({});
      expect(await feedOnce(context, printer)).toBe('fed');
      expect(await badgesOf(context, printer)).toMatchObject([{ state: 'confirmed' }]);
    }
  });

  it('leaves a badge unknown under which the paper ends, at every line', async () => {
    for (const rows of [0, 1, 2]) {
      const tools = toolsFor({ patience: shortPatience });
      const end = await printWith({ paperOutAfterRows: rows }, tools);
      expect(end.complete, `after ${rows} rows`).toBeLessThanOrEqual(1);
      expect(ends).toContain(end.state);
      if (rows > 0) expect(end).toMatchObject({ state: 'unknown' });
    }
  });

  it('asks nothing more of a printer whose answers are none', async () => {
    const tools = toolsFor({ patience: shortPatience });
    for (const garbage of ['ff', '00', '41424344', '8020420000', '02']) {
      await context.database.knex('print_jobs').delete();
      await queueFor(context, { event, printer });
      virtual.become({ garbage: Buffer.from(garbage, 'hex') });
      expect(await feedOnce(context, printer, tools), garbage).toBe('paused');
      expect(await badgesOf(context, printer)).toMatchObject([{ state: 'queued' }]);
    }
  });

  // A Zebra is asked, and says how many labels are left.
  it.skipIf(language === 'zpl')(
    'leaves a badge unknown that the printer does not confirm, and says so',
    async () => {
      const end = await printWith({ isMute: true }, toolsFor({ patience: shortPatience }));
      expect(end).toMatchObject({ state: 'unknown', complete: 1 });
      expect(end.reason).toContain('not confirmed');
    },
  );

  it('is left alone when it stalls, and its badge waits', async () => {
    await context.database.knex('print_jobs').delete();
    await queueFor(context, { event, printer });
    virtual.become({ isStalled: true });
    expect(await feedOnce(context, printer, toolsFor({ patience: shortPatience }))).toBe('paused');
    expect(await badgesOf(context, printer)).toMatchObject([{ state: 'queued' }]);
  });
});
