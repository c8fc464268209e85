import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join as joinPath } from 'node:path';
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
  it('are on record with their file, or one removes it and all of them wait, wherever one dies', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /file |print_jobs|COMMIT/i.test(name),
    });
    const points = tried.map(({ name }) => name).join('\n');
    for (const name of ['INSERT INTO print_jobs', 'rename draft', 'COMMIT']) {
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
      const again = await print(world, {});
      if (again.exitCode === 0) return;
      expect(again.stderr).toContain('BADGE_FILE_EXISTS');
      expect(await rowsOf(world)).toEqual([]);
      rmSync(world.file);
      const { exitCode, stderr } = await print(world, {});
      expect(exitCode, stderr).toBe(0);
    },
    async check(world) {
      const rows = await rowsOf(world);
      expect(rows.map(({ state }) => state)).toEqual(names.map(() => 'confirmed'));
      expect(new Set(rows.map((row) => row.participant_id)).size).toBe(names.length);
      expect(pagesOf(readFileSync(world.file, 'latin1'))).toBe(names.length);
      // Nor a draft with names in it.
      expect(readdirSync(dirname(world.file))).toEqual(['badges.pdf']);
    },
    dispose: async ({ place }) => await place.remove(),
  };
}

async function rowsOf({ place }: World): Promise<{ state: string; participant_id: string }[]> {
  const context = await openTestContext(place);
  const rows = await context.database.knex('print_jobs').select('state', 'participant_id');
  await context.close();
  return rows;
}

async function print({ place, slug, file }: World, crashEnv: Record<string, string>) {
  const args = ['badge', 'print', '--event', slug, '--all', '--to-pdf', file, '--yes'];
  return await runEvm(args, { place, env: crashEnv });
}

/** How many pages a PDF says that it has. */
function pagesOf(pdf: string): number {
  return [...pdf.matchAll(/\/Type \/Page\n/g)].length;
}
