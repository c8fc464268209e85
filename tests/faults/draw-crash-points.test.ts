import { expect, it } from 'vitest';
import { type ShownDraw, showDraw } from '../../src/core/draws/show-draw.js';
import { commit, verified } from '../core/draws/sample-draw.js';
import { makeEvent, registerPeople } from '../core/events/sample-event.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';

interface World {
  place: TestPlace;
  drawId: string;
  /** What somebody saw before the process went on: it is the result for ever. */
  seen: ShownDraw['document']['winners'] | undefined;
}

describeEachEngine('a draw whose process is killed', (engine) => {
  it('is not drawn or has its one result, whole, wherever it was killed', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /draw_winners|update "?draws|COMMIT|file rename/i.test(name),
    });
    const names = tried.map(({ name }) => name).join('\n');
    expect(names).toContain('draw_winners');
    expect(names).toContain('file rename draft');
    process.stderr.write(`[faults] draw, ${engine}: ${tried.length} kills\n`);
  });
});

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const context = await openTestContext(place);
      const event = await makeEvent(context, { slug: 'crash-day' });
      await registerPeople(context, event, 6);
      const { draw } = await commit(context, event, { count: 2, entropySource: 'dice' });
      await context.close();
      return { place, drawId: draw.id, seen: undefined };
    },
    attempt: async ({ place, drawId }, env) => await run(place, drawId, env),
    async recover(world) {
      const context = await openTestContext(world.place);
      const { draw, document, drawn, log } = await showDraw(context, world.drawId);
      await context.close();
      const isDrawn = draw.status === 'drawn';
      // None of it or all of it.
      expect([drawn.length, log.length, draw.outcome !== undefined]).toEqual(
        isDrawn ? [4, 2, true] : [0, 1, false],
      );
      if (isDrawn) world.seen = document.winners;
      const again = await run(world.place, world.drawId, {});
      expect(again.exitCode, again.stderr).toBe(0);
    },
    async check({ place, drawId, seen }) {
      const context = await openTestContext(place);
      try {
        const shown = await showDraw(context, drawId);
        expect(shown.document.winners).toHaveLength(2);
        if (seen) expect(shown.document.winners).toEqual(seen);
        expect(shown.log.map(({ act }) => act)).toEqual(['committed', 'drawn']);
        await verified(context, shown);
      } finally {
        await context.close();
      }
    },
    dispose: async ({ place }) => await place.remove(),
  };
}

async function run(place: TestPlace, drawId: string, env: Record<string, string>) {
  const args = ['draw', 'run', drawId, '--entropy', '6 2 5', '--transcript', 't.json'];
  return await runEvm(args, { place, env, cwd: place.home });
}
