import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { EvmError } from '../../../../src/core/runtime/errors.js';
import { exitCodes } from '../../../../src/core/runtime/exit-codes.js';
import { claimDue } from '../../../../src/core/runtime/ledger/claim-rows.js';
import { keepLease } from '../../../../src/core/runtime/ledger/keep-lease.js';
import type { Claim } from '../../../../src/core/runtime/ledger/ledger-contract.js';
import { extendLease } from '../../../../src/core/runtime/ledger/ledger-repository.js';
import { cancelRow, retryRow } from '../../../../src/core/runtime/ledger/override-row.js';
import {
  completeClaim,
  releaseClaim,
  settleFailure,
} from '../../../../src/core/runtime/ledger/settle-claim.js';
import { describeEachEngine } from '../../../support/database.js';
import { createScratchLedger, type ScratchLedger } from './scratch-ledger.js';

const trouble = new EvmError({
  code: 'SOME_TROUBLE',
  message: 'the service is away',
  exitCode: exitCodes.unavailable,
});

describeEachEngine('how a claim ends', (engine) => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger(engine);
  });
  beforeEach(async () => await scratch.empty());
  afterAll(async () => await scratch?.close());

  async function claimed(columns: Record<string, unknown> = {}, leaseSeconds = 30): Promise<Claim> {
    await scratch.insert(columns);
    const options = { limit: 1, leaseSeconds, ids: scratch.context.ids };
    const [claim] = await claimDue(scratch.database, scratch.ledger, options);
    return claim as Claim;
  }

  it('is due again after an error, later, with the reason', async () => {
    const claim = await claimed();
    const { database, ledger } = scratch;
    const decision = await settleFailure(database, ledger, { claim, error: trouble });
    expect(decision).toMatchObject({ outcome: 'retry', afterMs: 60_000 });
    const row = await scratch.row(claim.id);
    expect(row).toMatchObject({
      state: 'pending',
      attempts: 1,
      lease_token: null,
      last_error: 'the service is away (SOME_TROUBLE)',
    });
    expect((row.not_before as Date).getTime()).toBeGreaterThan(Date.now() + 30_000);
  });

  it('fails for good with the last attempt, and the pipeline is told in the same transaction', async () => {
    const claim = await claimed({ attempts: 2 });
    await settleFailure(scratch.database, scratch.ledger, { claim, error: trouble });
    expect(await scratch.row(claim.id)).toMatchObject({ state: 'failed', attempts: 3 });
    expect(scratch.ended).toMatchObject([{ id: claim.id, state: 'failed' }]);
  });

  it('leaves the row as it is when the pipeline cannot note its end', async () => {
    const claim = await claimed({ attempts: 2 });
    const ledger = {
      ...scratch.ledger,
      ended: async () => {
        throw new Error('no room');
      },
    };
    await expect(
      settleFailure(scratch.database, ledger, { claim, error: trouble }),
    ).rejects.toThrow('no room');
    expect(await scratch.row(claim.id)).toMatchObject({ state: 'claimed', attempts: 2 });
  });

  it('has no say when another worker has the row by now', async () => {
    const claim = await claimed();
    await scratch.expireLease(claim.id);
    const { database, ledger } = scratch;
    await claimDue(database, ledger, { limit: 1, leaseSeconds: 30, ids: scratch.context.ids });
    expect(await settleFailure(database, ledger, { claim, error: trouble })).toEqual({
      outcome: 'lost',
    });
    await releaseClaim(database.knex, ledger, claim);
    expect(await scratch.row(claim.id)).toMatchObject({ state: 'claimed', attempts: 0 });
  });

  it('gives a row back when a worker drains, without counting an attempt', async () => {
    const claim = await claimed({ attempts: 1 });
    await releaseClaim(scratch.database.knex, scratch.ledger, claim);
    expect(await scratch.row(claim.id)).toMatchObject({
      state: 'pending',
      attempts: 1,
      crashes: 0,
    });
    const options = { limit: 1, leaseSeconds: 30, ids: scratch.context.ids };
    expect(await claimDue(scratch.database, scratch.ledger, options)).toHaveLength(1);
  });

  it('keeps a row for as long as its lease is renewed', async () => {
    const claim = await claimed();
    await scratch.expireLease(claim.id);
    expect(await extendLease(scratch.database.knex, scratch.ledger, claim)).toBe(true);
    const options = { limit: 1, leaseSeconds: 30, ids: scratch.context.ids };
    expect(await claimDue(scratch.database, scratch.ledger, options)).toEqual([]);
  });

  it('tells the worker when its row was cancelled, and lets it leave nothing behind', async () => {
    const { database, ledger } = scratch;
    const claim = await claimed({}, 1);
    const lease = keepLease(scratch.context, ledger, claim);
    const lost = new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
    await cancelRow(database, ledger, claim.id);
    await lost;
    await lease.stop();
    expect(lease.signal.reason).toMatchObject({ code: 'LEASE_LOST' });
    await expect(completeClaim(database.knex, ledger, claim)).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await scratch.row(claim.id)).toMatchObject({ state: 'cancelled' });
    expect(scratch.ended).toMatchObject([{ id: claim.id, state: 'cancelled' }]);
  });

  it('renews in the background, and waits behind a long transaction without losing the row', async () => {
    const { database, ledger } = scratch;
    const claim = await claimed({}, 1);
    const lease = keepLease(scratch.context, ledger, claim);
    const [before, after] = await database.transaction(async (trx) => {
      // Holds the row (and on the embedded database, everything) for longer than the lease.
      const held = await trx('things').where({ id: claim.id }).forUpdate().first();
      await trx.raw('SELECT pg_sleep(1.5)');
      return [held.lease_until, await trx.raw('SELECT 1')];
    });
    expect(after.rows).toHaveLength(1);
    await lease.stop();
    await extendLease(database.knex, ledger, claim);
    expect(lease.signal.aborted).toBe(false);
    expect((await scratch.row(claim.id)).lease_until).not.toEqual(before);
    await completeClaim(database.knex, ledger, claim);
  });

  it('refuses to cancel what has ended', async () => {
    const id = await scratch.insert({ state: 'done' });
    await expect(cancelRow(scratch.database, scratch.ledger, id)).rejects.toMatchObject({
      code: 'JOB_FINISHED',
    });
  });

  it('tries a failed row again as if it were new', async () => {
    const id = await scratch.insert({ state: 'failed', attempts: 3, crashes: 5, last_error: 'x' });
    await retryRow(scratch.database, scratch.ledger, id);
    expect(await scratch.row(id)).toMatchObject({
      state: 'pending',
      attempts: 0,
      crashes: 0,
      last_error: null,
    });
  });

  it.each([
    ['is done', { state: 'done' }, 'done'],
    ['waits', { state: 'pending' }, 'pending'],
    [
      'has nothing left to go on with',
      { state: 'failed', movable: false },
      'it cannot be moved any more',
    ],
  ])('refuses to try a row again that %s, and says why', async (_, columns, reason) => {
    const id = await scratch.insert(columns);
    await expect(retryRow(scratch.database, scratch.ledger, id)).rejects.toMatchObject({
      code: 'JOB_NOT_RETRYABLE',
      facts: { reason },
    });
    expect(await scratch.row(id)).toMatchObject({ state: columns.state });
  });
});
