import { describe, expect, it } from 'vitest';
import { type JobLedger, jobLedgers } from '../../src/core/jobs/job-ledgers.js';
import { catalogue, maintenance, pairProcessors } from '../../src/workers/catalogue.js';

const imports: JobLedger = jobLedgers[0];
const entry = catalogue.import;

describe('the catalogue of workers', () => {
  it('has a processor for every ledger, and each loads', async () => {
    for (const { load } of pairProcessors()) {
      expect((await load()).process).toBeTypeOf('function');
    }
  });

  it('has maintenance that loads', async () => {
    for (const { load } of maintenance) expect((await load()).run).toBeTypeOf('function');
  });

  it('does not compile with a kind that no ledger has, or without one that a ledger has', () => {
    // @ts-expect-error badges have no ledger
    ({ ...catalogue, badge: entry }) satisfies typeof catalogue;
    // @ts-expect-error imports need a processor
    ({}) satisfies typeof catalogue;
    expect(Object.keys(catalogue)).toEqual(jobLedgers.map(({ ledger }) => ledger.kind));
  });

  it('fails at boot when a ledger has no processor', () => {
    expect(() => pairProcessors({}, [imports])).toThrow('the ledger of import has no processor');
  });

  it('fails at boot when a processor has no ledger', () => {
    expect(() => pairProcessors({ import: entry, badge: entry }, [imports])).toThrow(
      'the processor of badge has no ledger',
    );
  });

  it.each([
    ['name', { ...imports, jobKind: 'other.run' }, 'imports'],
    ['job', { ...imports, name: 'others' }, 'import.run'],
    ['kind', { ...imports, name: 'others', jobKind: 'other.run' }, 'import'],
  ])('fails at boot when two ledgers share their %s', (_, double, shared) => {
    expect(() => pairProcessors({ import: entry }, [imports, double])).toThrow(
      `two ledgers are called ${shared}`,
    );
  });
});
