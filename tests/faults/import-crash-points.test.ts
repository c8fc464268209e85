import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type CrashPoint, type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';
import { type ImportResult, readImportResult } from './import-result.js';
import { writeParticipantList } from './participant-list.js';

const size = { rows: 60, rejected: 6 };
const event = 'crash-day';

describeEachEngine('an import that is killed and given again', (engine) => {
  it('ends as if nothing had happened, whichever outside effect it was killed at', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => engine === 'external' || searchesLonger || distinct.test(name),
    });
    tell(engine, tried);
    const names = tried.map(({ name }) => name).join('\n');
    const needed = ['sql BEGIN', 'sql COPY "participants"', 'sql COMMIT', 'file rename draft'];
    for (const name of needed) expect(names).toContain(name);
    if (engine === 'embedded') {
      for (const name of ['file publish key', 'file link lock', 'embedded close']) {
        expect(names).toContain(name);
      }
    }
  });
});

/**
 * Each start of the embedded database takes seconds. What it does with a statement, the external one
 * shows; usually only the effects are tried that are its own or that end something.
 */
const distinct = /^(?:file|embedded|sql (?:BEGIN|COPY|COMMIT|insert into "i|update "imports))/;
const searchesLonger = process.env.EVM_FAULT_ROUNDS !== undefined;

interface World {
  place: TestPlace;
  folder: string;
  args: string[];
}

function scenario(engine: Engine): CrashScenario<World> {
  let undisturbed: Omit<ImportResult, 'jobs'> | undefined;
  return {
    async prepare() {
      // The embedded one is a new installation: the template and the key are effects as well.
      const place = await createPlace(engine, { prepared: engine === 'external' });
      const folder = makeTempFolder();
      const list = writeParticipantList(folder, size);
      const report = join(folder, 'rejects.csv');
      const args = ['import', list, '--event', event, '--create-event', '--report', report];
      return { place, folder, args: [...args, '--json'] };
    },
    attempt: async ({ place, args }, env) => await runEvm(args, { place, env }),
    async recover({ place, args }) {
      const { exitCode, stderr, json } = await runEvm(args, { place });
      expect(exitCode, stderr).toBe(3);
      expect(json.import.counts).toMatchObject({ total: 60, rejected: 6 });
      expect(json.import.issues).toHaveLength(6);
      const { created, unchanged } = json.import.counts;
      expect(created + unchanged).toBe(54);
    },
    async check({ place, folder }, crash) {
      const { jobs: _jobs, ...result } = await readImportResult(place, { folder, event });
      expect(result.violations).toEqual([]);
      if (crash) expect(result).toEqual(undisturbed);
      else undisturbed = expectComplete(result);
    },
    async dispose({ place, folder }) {
      await place.remove();
      removeFolder(folder);
    },
  };
}

function expectComplete(result: Omit<ImportResult, 'jobs'>): Omit<ImportResult, 'jobs'> {
  expect(result).toMatchObject({
    events: [event],
    ticketCodes: 54,
    imports: [{ status: 'done', counts: { total: 60, created: 54, rejected: 6 } }],
    facts: ['event.created', 'import.completed'],
    storedParts: 0,
  });
  expect(result.people).toHaveLength(54);
  expect(result.report.trim().split('\n')).toHaveLength(7);
  return result;
}

function tell(engine: Engine, points: readonly CrashPoint[]): void {
  process.stderr.write(`[faults] import, ${engine}: killed at ${points.length} points\n`);
}
