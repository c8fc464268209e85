import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { buildOnce } from './build-once.js';
import { dropDatabasesOfRun, type ProvidedDaemons, provideDaemons } from './provide-daemons.js';
import { reachableFiles } from './scan-imports.js';
import { makeTempFolderOfProcess, removeFolder } from './temp.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the daemons are; null where one had to be left out or was not asked for. */
    daemons: { postgresUrl: string | null; redisUrl: string | null };
    /** The temporary folder of this run; removed at its end. */
    scratch: string;
    /** Part of the name of everything this run makes on a server that it shares with others. */
    runId: string;
  }
}

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Prepares what the chosen test files ask for, found by following their imports: whoever reaches
 * `test-daemons.ts` gets PostgreSQL and Redis, whoever runs `evm` as a process a fresh build. Tests
 * of pure code start at once. `EVM_TEST_SERVICES=none` leaves the daemons out.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const reached = await filesReachedByTests(project);
  const runsBuild = ['run-evm.ts', 'sabotaged-build.ts'].some((name) =>
    reached.has(join(here, name)),
  );
  if (runsBuild) buildOnce(tell);

  const runId = randomBytes(4).toString('hex');
  const wanted = reached.has(join(here, 'test-daemons.ts'));
  const daemons = wanted ? await provideWantedDaemons() : undefined;
  const scratch = makeTempFolderOfProcess();
  project.provide('runId', runId);
  project.provide('scratch', scratch);
  project.provide('daemons', {
    postgresUrl: daemons?.postgresUrl ?? null,
    redisUrl: daemons?.redisUrl ?? null,
  });

  return async () => {
    if (process.env.EVM_TEST_DATABASE_URL && daemons?.postgresUrl) {
      await dropDatabasesOfRun(daemons.postgresUrl, runId);
    }
    await daemons?.close();
    removeFolder(scratch);
  };
}

async function filesReachedByTests(project: TestProject): Promise<Set<string>> {
  // Not in vitest's public types; without it every test file counts as chosen, which is only slower.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const chosen = await project.vitest.globTestSpecifications(filenamePattern);
  const reached = new Set<string>();
  for (const { moduleId } of chosen) reachableFiles(moduleId, reached);
  return reached;
}

async function provideWantedDaemons(): Promise<ProvidedDaemons> {
  const daemons =
    process.env.EVM_TEST_SERVICES === 'none' ? noDaemons : await provideDaemons(process.env, tell);
  for (const gap of daemons.leftOut) tell(`LEFT OUT: ${gap}`);
  if (daemons.leftOut.length === 0 || process.env.CI !== 'true') return daemons;
  await daemons.close();
  throw new Error(`with CI=true nothing may be left out:\n${daemons.leftOut.join('\n')}`);
}

const noDaemons: ProvidedDaemons = {
  postgresUrl: undefined,
  redisUrl: undefined,
  leftOut: ['every test that needs PostgreSQL or Redis: EVM_TEST_SERVICES=none'],
  close: async () => undefined,
};

function tell(line: string): void {
  process.stderr.write(`[tests] ${line}\n`);
}
