import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../../../src/core/runtime/database/database.js';
import { claimDue } from '../../../../src/core/runtime/ledger/claim-rows.js';
import { cancelRow } from '../../../../src/core/runtime/ledger/override-row.js';
import { gate } from '../../../support/gate.js';
import { hasPostgres } from '../../../support/test-daemons.js';
import { createScratchLedger, type ScratchLedger } from './scratch-ledger.js';

// What is tested here resolves while the lock is held, or never: then the test times out.
describe.skipIf(!hasPostgres())('while another transaction is at a row', () => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger('external');
    await scratch.database.knex.raw('CREATE TABLE parts (thing_id uuid REFERENCES things (id))');
  });
  beforeEach(async () => {
    await scratch.database.knex('parts').delete();
    await scratch.empty();
  });
  afterAll(async () => await scratch?.close());

  async function claimedIds(): Promise<string[]> {
    const options = { limit: 9, leaseSeconds: 30, ids: scratch.context.ids };
    const claims = await claimDue(scratch.database, scratch.ledger, options);
    return claims.map(({ id }) => id);
  }

  /** Does `act` while a transaction that has done `first` is open. */
  async function during(
    first: (trx: Transaction) => Promise<unknown>,
    act: () => Promise<void>,
  ): Promise<void> {
    const holding = gate<void>();
    const letGo = gate<void>();
    const holder = scratch.database.transaction(async (trx) => {
      await first(trx);
      holding.open();
      await letGo.opened;
    });
    await Promise.race([holding.opened, holder]);
    try {
      await act();
    } finally {
      letGo.open();
      await holder;
    }
  }

  const lockRow = (id: string) => async (trx: Transaction) =>
    await trx('things').where({ id }).forUpdate().first();
  /** As an import does: the foreign key locks the key of the row until the commit. */
  const referTo = (id: string) => async (trx: Transaction) =>
    await trx('parts').insert({ thing_id: id });

  it('a claimer does not wait for it: the row that it has locked is skipped', async () => {
    const locked = await scratch.insert({ not_before: '2020-01-01' });
    const free = await scratch.insert({ not_before: '2020-01-02' });
    await during(lockRow(locked), async () => {
      expect(await claimedIds()).toEqual([free]);
    });
  });

  it('an abandoned row is taken over though a stalled worker has written rows that refer to it', async () => {
    const id = await scratch.insert();
    expect(await claimedIds()).toContain(id);
    await scratch.expireLease(id);
    await during(referTo(id), async () => {
      expect(await claimedIds()).toEqual([id]);
    });
  });

  it('a row is cancelled at once though its worker has written rows that refer to it', async () => {
    const id = await scratch.insert();
    expect(await claimedIds()).toContain(id);
    await during(referTo(id), async () => {
      await cancelRow(scratch.database, scratch.ledger, id);
      expect(await scratch.row(id)).toMatchObject({ state: 'cancelled' });
    });
  });
});
