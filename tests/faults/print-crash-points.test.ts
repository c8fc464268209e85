import { expect, it } from 'vitest';
import { addPrinter } from '../../src/core/printing/manage-printers.js';
import type { PrintJobState } from '../../src/core/printing/schema.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { queueFor } from '../core/printing/sample-printing.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { startVirtualPrinter, type VirtualPrinter } from '../support/virtual-printer.js';

const names = ['홍길동', '김준'];

describeEachEngine('badges', (engine) => {
  it('are confirmed or unknown wherever a worker was killed, and none comes out twice', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /printer|print_jobs|COMMIT/i.test(name),
    });
    const points = tried.map(({ name }) => name).join('\n');
    for (const name of ['printer question', 'printer badge', "SET state = 'sending'"]) {
      expect(points).toContain(name);
    }
    process.stderr.write(`[faults] badges, ${engine}: ${tried.length} kills\n`);
  });
});

interface World {
  place: TestPlace;
  virtual: VirtualPrinter;
}

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const virtual = await startVirtualPrinter('escpos');
      const context = await openTestContext(place);
      const event = await makeEvent(context);
      for (const name of names) await join(context, event, { name });
      const host = `${virtual.host}:${virtual.port}`;
      const printer = await addPrinter(context, { name: 'north', host, language: 'escpos' });
      await queueFor(context, { event, printer });
      await context.close();
      return { place, virtual };
    },
    attempt: async ({ place }, crashEnv) => await work(place, crashEnv),
    async recover({ place, virtual }) {
      virtual.become({});
      const context = await openTestContext(place);
      const past = new Date(0);
      const { knex } = context.database;
      await knex('printers').where({ state: 'claimed' }).update({ lease_until: past });
      await knex('printers').where({ state: 'pending' }).update({ not_before: past });
      await context.close();
      const { exitCode, stderr } = await work(place, {});
      expect(exitCode, stderr).toBe(0);
    },
    async check({ place, virtual }, crash) {
      const context = await openTestContext(place);
      const states: PrintJobState[] = await context.database.knex('print_jobs').pluck('state');
      await context.close();
      const printed = virtual.paper.badges.map(({ data }) => Buffer.from(data).toString('base64'));
      const what = `${states.join(', ')}; ${printed.length} came out`;
      const confirmed = states.filter((state) => state === 'confirmed').length;
      const unknown = states.filter((state) => state === 'unknown').length;
      expect(confirmed + unknown, what).toBe(names.length);
      expect(unknown, what).toBeLessThanOrEqual(crash ? 1 : 0);
      expect(new Set(printed).size, what).toBe(printed.length);
      expect(printed.length, what).toBeGreaterThanOrEqual(confirmed);
      expect(printed.length, what).toBeLessThanOrEqual(names.length);
    },
    async dispose({ place, virtual }) {
      await virtual.close();
      await place.remove();
    },
  };
}

async function work(place: TestPlace, crashEnv: Record<string, string>) {
  return await runEvm(['worker', '--once', '--only', 'printing'], { place, env: crashEnv });
}
