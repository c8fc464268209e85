import { existsSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { tempFolder } from '../support/temp.js';

const names = ['홍길동', '김준'];

describeEachEngine('badges in a PDF', (engine) => {
  it('are on record where the file is there, and wait where it is not, wherever one dies', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /file |print_jobs|COMMIT/i.test(name),
    });
    const points = tried.map(({ name }) => name).join('\n');
    for (const name of ['INSERT INTO print_jobs', 'rename draft', 'update "print_jobs"']) {
      expect(points).toContain(name);
    }
    process.stderr.write(`[faults] badges in a PDF, ${engine}: ${tried.length} kills\n`);
  });
});

interface World {
  place: TestPlace;
  slug: string;
  file: string;
}

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const context = await openTestContext(place);
      const event = await makeEvent(context);
      for (const name of names) await join(context, event, { name });
      await context.close();
      return { place, slug: event.slug, file: joinPath(tempFolder(), 'badges.pdf') };
    },
    attempt: async (world, crashEnv) => await print(world, crashEnv),
    async recover(world) {
      const { exitCode, stderr } = await print(world, {});
      expect(exitCode, stderr).toBe(0);
    },
    async check({ place, file }) {
      const context = await openTestContext(place);
      const rows = await context.database.knex('print_jobs').select('state', 'participant_id');
      await context.close();
      const states = rows.map(({ state }) => state).join(', ');
      const printed = rows.filter(({ state }) => state === 'confirmed');
      expect(new Set(printed.map((row) => row.participant_id)).size, states).toBe(names.length);
      expect(rows.filter(({ state }) => state === 'unknown')).toEqual([]);
      expect(existsSync(file) && pagesOf(readFileSync(file, 'latin1'))).toBe(names.length);
    },
    dispose: async ({ place }) => await place.remove(),
  };
}

async function print({ place, slug, file }: World, crashEnv: Record<string, string>) {
  const args = ['badge', 'print', '--event', slug, '--all', '--to-pdf', file, '--yes'];
  return await runEvm(args, { place, env: crashEnv });
}

/** How many pages a PDF says that it has. */
function pagesOf(pdf: string): number {
  return [...pdf.matchAll(/\/Type \/Page\n/g)].length;
}
