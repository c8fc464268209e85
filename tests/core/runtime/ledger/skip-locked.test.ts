import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDue } from '../../../../src/core/runtime/ledger/claim-rows.js';
import { gate } from '../../../support/gate.js';
import { hasPostgres } from '../../../support/test-daemons.js';
import { createScratchLedger, type ScratchLedger } from './scratch-ledger.js';

describe.skipIf(!hasPostgres())('two claimers at once', () => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger('external');
  });
  afterAll(async () => await scratch?.close());

  it('do not wait for each other: a row that one has locked is skipped by the other', async () => {
    const { database, ledger } = scratch;
    const locked = await scratch.insert({ not_before: '2020-01-01' });
    const free = await scratch.insert({ not_before: '2020-01-02' });
    const holding = gate<void>();
    const letGo = gate<void>();
    const holder = database.transaction(async (trx) => {
      await trx('things').where({ id: locked }).forUpdate().first();
      holding.open();
      await letGo.opened;
    });
    await holding.opened;
    try {
      // Resolves while the lock is held, or never: then the test times out.
      const claims = await claimDue(database, ledger, {
        limit: 2,
        leaseSeconds: 30,
        ids: scratch.context.ids,
      });
      expect(claims.map(({ id }) => id)).toEqual([free]);
    } finally {
      letGo.open();
      await holder;
    }
  }, 10_000);
});
