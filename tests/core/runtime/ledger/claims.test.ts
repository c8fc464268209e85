import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { claimDue } from '../../../../src/core/runtime/ledger/claim-rows.js';
import type { Claim } from '../../../../src/core/runtime/ledger/ledger-contract.js';
import { listDueIds } from '../../../../src/core/runtime/ledger/ledger-repository.js';
import { completeClaim } from '../../../../src/core/runtime/ledger/settle-claim.js';
import { claimOne } from '../../../support/claim-one.js';
import { describeEachEngine } from '../../../support/database.js';
import { createScratchLedger, type ScratchLedger } from './scratch-ledger.js';

describeEachEngine('claiming rows of a ledger', (engine) => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger(engine);
  });
  beforeEach(async () => await scratch.empty());
  afterAll(async () => await scratch?.close());

  const options = {
    leaseSeconds: 30,
    ids: { next: () => scratch.context.ids.next() },
  };
  const claim = async (limit = 10) =>
    await claimDue(scratch.database, scratch.ledger, { ...options, limit });

  it('takes due rows, oldest first, up to the limit', async () => {
    const late = await scratch.insert({ not_before: '2020-01-02' });
    const early = await scratch.insert({ not_before: '2020-01-01' });
    await scratch.insert({ not_before: '2020-01-03' });
    const claims = await claim(2);
    expect(claims.map(({ id }) => id)).toEqual([early, late]);
    expect(await scratch.row(early)).toMatchObject({ state: 'claimed', crashes: 0 });
  });

  it('leaves rows alone whose time has not come, that have ended, or that a worker has', async () => {
    await scratch.insert({ not_before: '2999-01-01' });
    for (const state of ['done', 'failed', 'held', 'cancelled', 'unknown']) {
      await scratch.insert({ state });
    }
    await scratch.insert({
      state: 'claimed',
      lease_until: '2999-01-01',
      lease_token: scratch.context.ids.next(),
    });
    expect(await claim()).toEqual([]);
  });

  it('gives each row to exactly one of many claimers', async () => {
    const inserted: string[] = [];
    for (let row = 0; row < 40; row++) inserted.push(await scratch.insert());
    const claimers = Array.from({ length: 8 }, async () => {
      const mine: Claim[] = [];
      for (;;) {
        const claims = await claim(3);
        if (claims.length === 0) return mine;
        mine.push(...claims);
      }
    });
    const claimed = (await Promise.all(claimers)).flat();
    expect(claimed.map(({ id }) => id).sort()).toEqual(inserted.sort());
  });

  it('takes an abandoned row over and counts the crash', async () => {
    const id = await scratch.insert();
    await claim();
    await scratch.expireLease(id);
    expect(await claim()).toMatchObject([{ id, attempts: 0, crashes: 1 }]);
    expect(await scratch.row(id)).toMatchObject({ state: 'claimed', crashes: 1 });
  });

  it('fences off the first worker of a row that was taken over: its transaction leaves nothing', async () => {
    const id = await scratch.insert();
    const [late] = await claim();
    await scratch.expireLease(id);
    const [current] = await claim();
    const finish = async (by: Claim) =>
      await scratch.database.transaction(async (trx) => {
        await trx('things').where({ id }).increment('effects', 1);
        await completeClaim(trx, scratch.ledger, by);
      });
    await expect(finish(late as Claim)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await finish(current as Claim);
    await expect(finish(late as Claim)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await scratch.row(id)).toMatchObject({ state: 'done', effects: 1, lease_token: null });
  });

  it('sets a row aside whose workers died five times, and says so', async () => {
    const id = await scratch.insert();
    for (let crash = 0; crash < 5; crash++) {
      expect(await claim()).toHaveLength(1);
      await scratch.expireLease(id);
    }
    expect(await claim()).toEqual([]);
    const row = await scratch.row(id);
    expect(row).toMatchObject({ state: 'failed', crashes: 5, lease_token: null });
    expect(row.last_error).toMatch(/died 5 times.*\(QUARANTINED\)/);
    expect(scratch.ended).toEqual([{ id, state: 'failed', reason: row.last_error }]);
  });

  it('takes one suspect at a time, and others in the place of those it passes over', async () => {
    const suspects: string[] = [];
    for (let row = 0; row < 3; row++) {
      const not_before = `2020-01-0${row + 1}`;
      suspects.push(
        await scratch.insert({ not_before, state: 'claimed', crashes: 1, lease_until: not_before }),
      );
    }
    const others: string[] = [];
    for (let row = 0; row < 3; row++) others.push(await scratch.insert());
    const claims = await claim(4);
    expect(claims.map(({ id }) => id)).toEqual([suspects[0], ...others]);
    const none = { ...options, limit: 4, mayTakeSuspect: false };
    expect(await claimDue(scratch.database, scratch.ledger, none)).toEqual([]);
    expect(await scratch.row(suspects[1] as string)).toMatchObject({ crashes: 1 });
    expect(await claim(4)).toMatchObject([{ id: suspects[1], crashes: 2 }]);
  });

  it('sets aside the one row that kills its workers, and none of those beside it', async () => {
    const inserted: string[] = [];
    for (let row = 0; row < 20; row++) inserted.push(await scratch.insert());
    const deadly = inserted[4] as string;
    for (;;) {
      const claims = await claim(8);
      if (claims.length === 0) break;
      const dies = claims.some(({ id }) => id === deadly);
      for (const one of claims) {
        if (dies) await scratch.expireLease(one.id);
        else await completeClaim(scratch.context.database.knex, scratch.ledger, one);
      }
    }
    for (const id of inserted) {
      const state = id === deadly ? 'failed' : 'done';
      expect(await scratch.row(id)).toMatchObject({ state });
    }
  });

  it('claims one row by its id when it is due, and only then', async () => {
    const id = await scratch.insert();
    await scratch.insert();
    expect(await claimOne(scratch.context, scratch.ledger, id)).toMatchObject({ id });
    expect(await claimOne(scratch.context, scratch.ledger, id)).toBeUndefined();
  });

  it('leaves out the rows that the caller works on already, though their lease has ended', async () => {
    const id = await scratch.insert();
    await claim();
    await scratch.expireLease(id);
    const own = { ...options, limit: 5, except: [id] };
    expect(await claimDue(scratch.database, scratch.ledger, own)).toEqual([]);
    expect(await listDueIds(scratch.database.knex, scratch.ledger, own)).toEqual([]);
    expect(await scratch.row(id)).toMatchObject({ state: 'claimed', crashes: 0 });
  });
});
