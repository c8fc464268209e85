import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event, Gate } from '../../../src/core/events/schema.js';
import { assignGate } from '../../../src/core/printing/manage-printers.js';
import type { Printer } from '../../../src/core/printing/schema.js';
import { createLogger } from '../../../src/core/runtime/logger.js';
import { workOff } from '../../../src/workers/main.js';
import { openVenue, requestAt, scan } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { badgesOf, plugIn, queueFor } from '../../core/printing/sample-printing.js';
import { findCanaries } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { startVirtualPrinter, type VirtualPrinter } from '../../support/virtual-printer.js';

const canary = '카나리아';

describeEachEngine('workers on printers', (engine) => {
  let context: TestContext;
  let virtual: VirtualPrinter;
  let printer: Printer;
  let event: Event;
  let gate: Gate;
  let logged = '';
  beforeAll(async () => {
    const opened = await openTestContext(engine, { config: { log: { level: 'trace' } } });
    const logger = createLogger('trace', {
      write: (line: string) => {
        logged += line;
      },
    });
    context = { ...opened, logger };
    virtual = await startVirtualPrinter('brother-ql');
    printer = await plugIn(context, virtual, { language: 'brother-ql' });
    const venue = await openVenue(context);
    ({ event } = venue);
    [gate] = venue.gates;
    for (let count = 0; count < 5; count++)
      await join(context, event, { name: `${canary}${count}` });
  });
  afterAll(async () => {
    await virtual?.close();
    await context?.close();
  });

  /** A context of its own, as each process has: whoever ends closes what its context has opened. */
  const work = async () => {
    const { signal } = new AbortController();
    return await workOff({ ...context }, { only: ['printing', 'attendance'], signal });
  };

  it('print each badge once, one at a time, however many workers there are', async () => {
    expect(await queueFor(context, { event, printer })).toBe(6);
    await Promise.all([work(), work(), work()]);
    expect(virtual.paper.badges).toHaveLength(6);
    expect(virtual.paper.nonsense).toBeUndefined();
    expect(virtual.mostConnections).toBe(1);
    const badges = await badgesOf(context, printer);
    expect(new Set(badges.map(({ state }) => state))).toEqual(new Set(['confirmed']));
  });

  it('print whoever comes in at a gate, with a real badge, and leave no name behind', async () => {
    const { id } = await join(context, event, { name: `${canary}문` });
    await assignGate(context, { gate, template: undefined }, printer);
    await scan(context, event, [
      requestAt(
        { event, gates: [gate, gate], person: await join(context, event) },
        { participantId: id },
      ),
    ]);
    await work();
    await work();
    expect(await badgesOf(context, printer)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ participant_id: id, state: 'confirmed' })]),
    );
    const rows = await context.database.knex('print_jobs').select();
    expect(findCanaries([canary], JSON.stringify(rows) + logged)).toEqual([]);
    expect(logged).toContain('a job ended');
  });
});
