import { expect, it, onTestFinished } from 'vitest';
import { workOff } from '../../src/workers/main.js';
import { insertImports } from '../core/jobs/sample-jobs.js';
import { openTestContext } from '../support/database.js';

it('working off begins nothing when it was told to stop before it began', async () => {
  const context = await openTestContext('embedded');
  onTestFinished(context.close);
  const [id] = await insertImports(context, [{}]);
  const counts = await workOff(context, { only: [], signal: AbortSignal.abort() });
  expect(counts).toEqual({ done: 0, retry: 0, failed: 0, released: 0, lost: 0 });
  const row = await context.database.knex('imports').where({ id }).first();
  expect(row).toMatchObject({ state: 'pending', attempts: 0 });
});
