import { existsSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { importLedger } from '../../../src/core/imports/jobs.js';
import { removeExpiredFiles } from '../../../src/core/imports/remove-expired-files.js';
import { runStoredImport } from '../../../src/core/imports/run-stored-import.js';
import { showImport } from '../../../src/core/imports/show-import.js';
import { lockRegistration } from '../../../src/core/participants/lock-registration.js';
import type { Transaction } from '../../../src/core/runtime/database/database.js';
import type { Claim, LedgerState } from '../../../src/core/runtime/ledger/ledger-contract.js';
import { cancelRow } from '../../../src/core/runtime/ledger/override-row.js';
import { settleFailure } from '../../../src/core/runtime/ledger/settle-claim.js';
import { findCanariesInDatabase } from '../../support/canary.js';
import { claimOne } from '../../support/claim-one.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { tempFolder } from '../../support/temp.js';
import { factsOf, makeEvent } from '../events/sample-event.js';
import { counterOf, standings } from '../participants/sample-participant.js';
import { countAllRows, importCsv, submitCsv } from './sample-import.js';

const content = 'name,email,phone\n홍길동,stored.canary@example.com,010-9876-5432\nx,bad,\n';

describeEachEngine('a detached import', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { config: { notify: { email: 'ops@example.com' } } });
  });
  afterAll(async () => await context?.close());

  const rowOf = async (id: string) => await context.database.knex('imports').where({ id }).first();
  const filesOf = async (id: string) =>
    await context.database.knex('import_files').where({ import_id: id });
  const noticesOf = async (id: string): Promise<string[]> =>
    await context.database
      .knex('notices')
      .where({ subject_id: id, channel: 'email' })
      .orderBy('created_at')
      .pluck<string[]>('kind');

  async function claim(id: string): Promise<Claim> {
    const found = await claimOne(context, importLedger, id);
    if (!found) throw new Error('the import is not due');
    return found;
  }

  async function submit(event: Event, text = content): Promise<string> {
    return (await submitCsv(context, event, text)).id;
  }

  it('is stored and rung for, with what a person wants to know', async () => {
    const event = await makeEvent(context);
    const rings: unknown[] = [];
    const submitted = await submitCsv(context, event, content, { rings, name: '명단.csv' });
    expect(submitted).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      event: event.slug,
      file: '명단.csv',
      size: Buffer.byteLength(content),
      status: 'pending',
      estimatedSeconds: 1,
    });
    expect(rings).toEqual([{ importId: submitted.id }]);
    expect(await standings(context, event)).toEqual([]);
    expect(await showImport(context, submitted.id)).toMatchObject({
      ...{ status: 'pending', counts: { total: 0 }, startedAt: null, finishedAt: null },
    });
  });

  it('keeps the file so that nobody can read it in the database', async () => {
    const id = await submit(await makeEvent(context));
    expect(await filesOf(id)).toHaveLength(1);
    const canaries = ['stored.canary', '010-9876-5432', '홍길동'];
    const leaks = await findCanariesInDatabase(canaries, async (sql) => {
      const { rows } = await context.database.knex.raw<{ rows: Record<string, unknown>[] }>(sql);
      return rows;
    });
    expect(leaks).toEqual([]);
  });

  it('is done by a worker as in the foreground; its file goes and a notice is written', async () => {
    const [event, other] = [await makeEvent(context), await makeEvent(context)];
    const id = await submit(event);
    await runStoredImport(context, await claim(id), {});
    const document = await showImport(context, id);
    const foreground = await importCsv(context, other, content);
    expect(document).toEqual({
      ...foreground,
      ...{ id, event: event.slug, rowsPerSecond: expect.any(Number) },
      ...{ startedAt: expect.any(String), finishedAt: expect.any(String) },
    });
    expect(document.counts).toMatchObject({ total: 2, created: 1, rejected: 1 });
    expect(await rowOf(id)).toMatchObject({ state: 'done', progress: 100, lease_token: null });
    expect(await filesOf(id)).toEqual([]);
    expect(await noticesOf(id)).toEqual(['processing_complete']);
    expect(await standings(context, event)).toEqual(['1 registered']);
  });

  it('gives a file of several parts back in order', async () => {
    const event = await makeEvent(context);
    const note = 'x'.repeat(900);
    const rows = Array.from({ length: 2_500 }, (_, index) => `Kim,n${index}@example.com,${note}`);
    const id = await submit(event, ['name,email,note', ...rows].join('\n'));
    expect((await filesOf(id)).length).toBe(3);
    const fetched: number[] = [];
    const count = (
      _: unknown,
      { sql, response }: { sql: string; response: { rows: unknown[] } },
    ) => {
      if (/^select .* from "import_files"/.test(sql)) fetched.push(response.rows.length);
    };
    context.database.knex.on('query-response', count);
    await runStoredImport(context, await claim(id), {});
    context.database.knex.off('query-response', count);
    expect(fetched, 'one part in memory at a time').toEqual([1, 1, 1]);
    expect((await showImport(context, id)).counts).toMatchObject({ created: 2_500, rejected: 0 });
  });

  it('leaves nothing when its lease was lost to another worker, who then does it once', async () => {
    const event = await makeEvent(context);
    const id = await submit(event);
    const late = await claim(id);
    await context.database.knex('imports').where({ id }).update({ lease_until: '2000-01-01' });
    const current = await claim(id);
    const before = await countAllRows(context);
    await expect(runStoredImport(context, late, {})).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await countAllRows(context)).toEqual(before);
    expect(await counterOf(context, event)).toEqual({ last_number: 0, occupied: 0 });
    await runStoredImport(context, current, {});
    await expect(runStoredImport(context, late, {})).rejects.toThrow();
    expect(await standings(context, event)).toEqual(['1 registered']);
    expect(await noticesOf(id)).toHaveLength(1);
  });

  it('leaves nothing when it was cancelled meanwhile, and its file goes', async () => {
    const event = await makeEvent(context);
    const id = await submit(event);
    const claimed = await claim(id);
    await cancelRow(context.database, importLedger, id);
    await expect(runStoredImport(context, claimed, {})).rejects.toThrow();
    expect(await standings(context, event)).toEqual([]);
    expect(await filesOf(id)).toEqual([]);
    expect(await showImport(context, id)).toMatchObject({ status: 'cancelled' });
  });

  it('leaves nothing when it is stopped, and can go on later', async () => {
    const event = await makeEvent(context);
    const id = await submit(event);
    const claimed = await claim(id);
    const signal = AbortSignal.abort(new Error('the worker drains'));
    await expect(runStoredImport(context, claimed, { signal })).rejects.toThrow();
    expect(await standings(context, event)).toEqual([]);
    await runStoredImport(context, claimed, {});
    expect(await standings(context, event)).toEqual(['1 registered']);
  });

  it('keeps its file after a failure, tells the uploader once, and works when it is tried again', async () => {
    const event = await makeEvent(context);
    const id = await submit(event);
    const fail = async (claimed: Claim) =>
      await settleFailure(context.database, importLedger, {
        claim: claimed,
        error: new Error('disk'),
      });
    let claimed = await claim(id);
    for (const outcome of ['retry', 'retry', 'failed']) {
      expect(await fail(claimed)).toMatchObject({ outcome });
      if (outcome === 'failed') break;
      await context.database.knex('imports').where({ id }).update({ not_before: '2000-01-01' });
      claimed = await claim(id);
    }
    expect(await rowOf(id)).toMatchObject({ state: 'failed', attempts: 3 });
    expect(await filesOf(id)).toHaveLength(1);
    expect(await noticesOf(id)).toEqual(['processing_failed']);
    await context.database.knex('imports').where({ id }).update({ state: 'pending' });
    await runStoredImport(context, await claim(id), {});
    expect(await standings(context, event)).toEqual(['1 registered']);
    expect((await noticesOf(id)).sort()).toEqual(['processing_complete', 'processing_failed']);
  });

  it('loses its file a week after it ended, however it did, and says so when it is tried then', async () => {
    const event = await makeEvent(context);
    async function submitAged(state: LedgerState, days: number): Promise<string> {
      const id = await submit(event);
      await context.database.knex.raw(
        "UPDATE imports SET state = ?, updated_at = now() - ? * interval '1 day' WHERE id = ?",
        [state, days, id],
      );
      return id;
    }
    const old = await submitAged('failed', 8);
    const ended = [old];
    for (const state of ['held', 'unknown', 'cancelled'] as const) {
      ended.push(await submitAged(state, 8));
    }
    const kept = [await submitAged('failed', 6)];
    for (const state of ['pending', 'claimed'] as const) kept.push(await submitAged(state, 8));
    await removeExpiredFiles(context);
    for (const id of ended) expect(await filesOf(id)).toEqual([]);
    for (const id of kept) expect(await filesOf(id)).toHaveLength(1);
    await context.database.knex('imports').where({ id: old }).update({ state: 'pending' });
    await expect(runStoredImport(context, await claim(old), {})).rejects.toMatchObject({
      code: 'IMPORT_STORED_FILE_GONE',
    });
  });

  it('is not even stored when the event has that import already', async () => {
    const event = await makeEvent(context);
    const { id } = await importCsv(context, event, content);
    const rings: unknown[] = [];
    const before = await countAllRows(context);
    const submitted = await submitCsv(context, event, content, { rings });
    expect(submitted).toMatchObject({ id, status: 'already_imported' });
    expect(rings).toEqual([]);
    expect(await countAllRows(context)).toEqual(before);
  });

  it('handed over twice is done once: the later one ends as cancelled, says why and tells the uploader', async () => {
    const event = await makeEvent(context);
    const [first, second] = [await submit(event), await submit(event)];
    const claims = [await claim(first), await claim(second)];
    await Promise.all(claims.map(async (each) => await runStoredImport(context, each, {})));
    const rows = [await rowOf(first), await rowOf(second)];
    const done = rows.find(({ state }) => state === 'done');
    const cancelled = rows.find(({ state }) => state === 'cancelled');
    expect(cancelled).toMatchObject({
      last_error: `this file was imported already, by import ${done?.id}`,
      ...{ lease_token: null, finished_at: expect.any(Date) },
    });
    expect(await filesOf(cancelled.id)).toEqual([]);
    expect(await noticesOf(cancelled.id)).toEqual(['processing_complete']);
    expect(await standings(context, event)).toEqual(['1 registered']);
    const completed = (await factsOf(context, event.id)).filter(
      ({ type }) => type === 'import.completed',
    );
    expect(completed).toHaveLength(1);
  });

  it.runIf(engine === 'external')(
    'and a foreground one of the same file never wait for each other',
    async () => {
      const event = await makeEvent(context);
      const claimed = await claim(await submit(event));
      const runs: Promise<unknown>[] = [];
      await context.database.transaction(async (trx) => {
        await lockRegistration(trx, event.id);
        // Both stand in line for the event's turn now, the worker first.
        runs.push(runStoredImport(context, claimed, {}));
        await waiting(trx, 1);
        runs.push(importCsv(context, event, content));
        await waiting(trx, 2);
      });
      const [, document] = await Promise.all(runs);
      expect(document).toMatchObject({ id: claimed.id, status: 'already_imported' });
      expect(await rowOf(claimed.id)).toMatchObject({ state: 'done' });
      expect(await standings(context, event)).toEqual(['1 registered']);
    },
  );

  it('writes the report that was asked for, and none when it does not get through', async () => {
    const event = await makeEvent(context);
    const report = joinPath(tempFolder(), 'rejects.csv');
    const { id } = await submitCsv(context, event, content, { report });
    const claimed = await claim(id);
    await context.database
      .knex('imports')
      .where({ id })
      .update({ lease_token: context.ids.next() });
    await expect(runStoredImport(context, claimed, {})).rejects.toThrow();
    expect(existsSync(report)).toBe(false);
    await context.database.knex('imports').where({ id }).update({ lease_token: claimed.token });
    await runStoredImport(context, claimed, {});
    expect(readFileSync(report, 'utf8')).toContain('x,bad');
    expect(await showImport(context, id)).toMatchObject({ report });
  });

  it.each([1, 600])(
    'is done without its report of %i rows where that cannot be written',
    async (rows) => {
      const event = await makeEvent(context);
      const report = joinPath(tempFolder(), 'missing', 'rejects.csv');
      const { id } = await submitCsv(context, event, content + 'x,bad,\n'.repeat(rows - 1), {
        report,
      });
      const warnings: unknown[] = [];
      const logger = { ...context.logger, warn: (...args: unknown[]) => warnings.push(args) };
      await runStoredImport({ ...context, logger } as TestContext, await claim(id), {});
      expect(warnings).toEqual([
        [
          { err: expect.objectContaining({ code: 'TABLE_NOT_WRITABLE' }), job: id },
          'the report of rejected rows cannot be written',
        ],
      ]);
      const document = await showImport(context, id);
      expect(document).toMatchObject({ status: 'done', report: null, counts: { created: 1 } });
      expect(document.counts.rejected).toBe(rows);
      expect(await noticesOf(id)).toHaveLength(1);
    },
  );
});

/** Returns when so many sessions of this database wait for a lock. */
async function waiting(trx: Transaction, sessions: number): Promise<void> {
  for (let found = 0; found < sessions; ) {
    const { rows } = await trx.raw<{ rows: { found: number }[] }>(
      `SELECT count(DISTINCT pid) AS found FROM pg_locks
       WHERE NOT granted AND pid IN (
         SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    );
    found = rows[0]?.found ?? 0;
  }
}
