import type { Context } from '../core/runtime/context.js';
import { type ClaimOptions, claimDue, claimOne } from '../core/runtime/ledger/claim-rows.js';
import type { Claim } from '../core/runtime/ledger/ledger-contract.js';
import type { Processor } from './catalogue.js';
import { type WorkOutcome, workClaim } from './work-claim.js';

export type WorkCounts = Record<WorkOutcome, number>;

/** What a worker process runs at this moment, and how it went so far. */
export interface Runner {
  readonly counts: WorkCounts;
  /** How many more rows of this kind may be worked on now. */
  free(processor: Processor): number;
  /** The rows of this kind that are worked on here. */
  running(processor: Processor): string[];
  /** Claims one row and works on it, when it is due and there is room. Never throws. */
  workOne(processor: Processor, id: string): Promise<void>;
  /** Claims as many due rows as there is room for and works on them; returns how many. */
  workDue(processor: Processor): Promise<number>;
  /** Takes nothing more, and gives back what has not finished within the grace time. */
  drain(graceMs: number): Promise<void>;
}

export interface FinishedWork {
  kind: string;
  id: string;
  outcome: WorkOutcome;
}

export function createRunner(
  context: Context,
  options: { concurrency: number; onFinished?: (work: FinishedWork) => void },
): Runner {
  const { database, ids, config, logger } = context;
  const aborter = new AbortController();
  const counts: WorkCounts = { done: 0, retry: 0, failed: 0, released: 0, lost: 0 };
  const slots = new Map<Processor, Map<string, Promise<void>>>();
  let draining = false;

  function slotsOf(processor: Processor): Map<string, Promise<void>> {
    const known = slots.get(processor) ?? new Map<string, Promise<void>>();
    slots.set(processor, known);
    return known;
  }

  function claimOptions(except: readonly string[]): ClaimOptions {
    return { leaseSeconds: config.worker.leaseSeconds, ids, except };
  }

  async function work(processor: Processor, claim: Claim): Promise<void> {
    const { id } = claim;
    const { kind } = processor.source.ledger;
    const outcome = await workClaim(context, processor, claim, aborter.signal);
    counts[outcome]++;
    logger.info({ job: id, jobKind: kind, state: outcome }, 'a job ended');
    options.onFinished?.({ kind, id, outcome });
  }

  /** Takes the slot before anything is awaited, so that two calls never share one. */
  async function occupy(processor: Processor, id: string, act: () => Promise<void>): Promise<void> {
    const mine = slotsOf(processor);
    const run = act()
      .catch((err) => logger.error({ err, job: id }, 'a job could not be claimed'))
      .finally(() => mine.delete(id));
    mine.set(id, run);
    await run;
  }

  const free = (processor: Processor) =>
    draining ? 0 : options.concurrency - slotsOf(processor).size;
  const running = (processor: Processor) => [...slotsOf(processor).keys()];

  return {
    counts,
    free,
    running,
    async workOne(processor, id) {
      if (free(processor) <= 0 || slotsOf(processor).has(id)) return;
      const except = running(processor);
      await occupy(processor, id, async () => {
        const { ledger } = processor.source;
        const claim = await claimOne(database, ledger, { ...claimOptions(except), id });
        if (claim) await work(processor, claim);
      });
    },
    async workDue(processor) {
      const limit = free(processor);
      if (limit <= 0) return 0;
      const except = running(processor);
      const { ledger } = processor.source;
      const claims = await claimDue(database, ledger, { ...claimOptions(except), limit });
      await Promise.all(
        claims.map((claim) =>
          occupy(processor, claim.id, async () => await work(processor, claim)),
        ),
      );
      return claims.length;
    },
    async drain(graceMs) {
      draining = true;
      const stop = () => aborter.abort(new DOMException('the worker stops', 'AbortError'));
      const timer = setTimeout(stop, graceMs);
      await Promise.all([...slots.values()].flatMap((mine) => [...mine.values()]));
      clearTimeout(timer);
    },
  };
}
