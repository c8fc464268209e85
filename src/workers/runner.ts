import { setMaxListeners } from 'node:events';
import type { Context } from '../core/runtime/context.js';
import { claimDue } from '../core/runtime/ledger/claim-rows.js';
import { isSuspect } from '../core/runtime/ledger/decide-takeover.js';
import type { Claim } from '../core/runtime/ledger/ledger-contract.js';
import type { Processor } from './catalogue.js';
import { endsWithin } from './ends-within.js';
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
  /**
   * Claims as many due rows as there is room for and works on them, again and again while each claim
   * fills the room; returns how many, once they have ended.
   */
  workDue(processor: Processor): Promise<number>;
  /** Closes what the processors have opened. Call it when nothing runs any more. */
  close(): Promise<void>;
  /**
   * Takes nothing more, aborts what has not finished within the grace time, so that it gives its row
   * back, and returns within `afterAbortMs` of that. What has not ended then is left to its lease.
   */
  drain(graceMs: number): Promise<void>;
}

/**
 * Work that was aborted rolls back and gives its row back in less. What takes longer waits for
 * something that may never come, and its lease covers it: another worker takes the row over.
 */
export const afterAbortMs = 5_000;

/** While a claim is under way that may bring a suspect. */
const beingClaimed = 'being claimed';
/** What has run for so long without killing the process is no suspect any more: printers run for hours. */
const suspectMs = 60_000;

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
  // One listener for each claim that is under way, and there may be many.
  setMaxListeners(0, aborter.signal);
  const counts: WorkCounts = { done: 0, retry: 0, failed: 0, released: 0, lost: 0 };
  const slots = new Map<Processor, Set<string>>();
  const underWay = new Set<Promise<unknown>>();
  const used = new Set<Processor>();
  let draining = false;
  /** The row that is the only suspect here, or `beingClaimed`. */
  let suspect: string | undefined;

  function slotsOf(processor: Processor): Set<string> {
    const known = slots.get(processor) ?? new Set<string>();
    slots.set(processor, known);
    return known;
  }

  /** Draining waits for it: from the claim on, not only for the work. */
  async function track<Result>(act: Promise<Result>): Promise<Result> {
    underWay.add(act);
    return await act.finally(() => underWay.delete(act));
  }

  /** Claims, but no row that runs here, and so that this process never has two suspects. */
  async function claim(
    processor: Processor,
    wanted: { limit: number; only?: string; except: readonly string[] },
  ): Promise<Claim[]> {
    const { leaseSeconds } = config.worker;
    const { ledger } = processor.source;
    const attempt = async (mayTakeSuspect: boolean) =>
      await claimDue(database, ledger, { ...wanted, leaseSeconds, ids, mayTakeSuspect });
    // Few rows that are rung for are suspects; whoever claims one of those keeps the turn from nobody.
    if (wanted.only !== undefined || suspect !== undefined) {
      const found = await attempt(false);
      if (found.length > 0 || suspect !== undefined) return found;
    }
    suspect = beingClaimed;
    try {
      const claims = await attempt(true);
      suspect = claims.find(isSuspect)?.id;
      return claims;
    } catch (error) {
      suspect = undefined;
      throw error;
    }
  }

  /** The next suspect may come. */
  function clear(id: string): void {
    if (suspect === id) suspect = undefined;
  }

  async function work(processor: Processor, claim: Claim): Promise<void> {
    const { id } = claim;
    const { kind } = processor.source.ledger;
    used.add(processor);
    const clearing = isSuspect(claim) ? setTimeout(clear, suspectMs, id).unref() : undefined;
    const outcome = await workClaim(context, processor, { claim, signal: aborter.signal });
    clearTimeout(clearing);
    clear(id);
    counts[outcome]++;
    logger.info({ job: id, jobKind: kind, state: outcome }, 'a job ended');
    options.onFinished?.({ kind, id, outcome });
  }

  /** Takes the slot before anything is awaited, so that two calls never share one. */
  async function occupy(processor: Processor, id: string, act: () => Promise<void>): Promise<void> {
    const mine = slotsOf(processor);
    mine.add(id);
    try {
      await act();
    } catch (err) {
      logger.error({ err, job: id }, 'a job could not be claimed');
    } finally {
      mine.delete(id);
    }
  }

  async function workThrough(processor: Processor): Promise<number> {
    const mine = new Set<Promise<void>>();
    const portion = processor.portion?.(config) ?? 1;
    let worked = 0;
    for (;;) {
      const limit = free(processor);
      if (limit <= 0 && mine.size === 0) break;
      if (limit < portion && mine.size > 0) {
        await Promise.race(mine);
        continue;
      }
      const claims = await claim(processor, { limit, except: running(processor) });
      worked += claims.length;
      let suspected: Promise<void> | undefined;
      for (const claimed of claims) {
        const run = occupy(processor, claimed.id, async () => await work(processor, claimed));
        mine.add(run);
        void run.finally(() => mine.delete(run));
        if (isSuspect(claimed)) suspected = run;
      }
      if (claims.length === limit) continue;
      if (!suspected) break;
      // Another one may have been passed over for it.
      await suspected;
    }
    await Promise.all(mine);
    return worked;
  }

  const roomOf = (processor: Processor) => processor.concurrency?.(config) ?? options.concurrency;
  const free = (processor: Processor) =>
    draining ? 0 : roomOf(processor) - slotsOf(processor).size;
  const running = (processor: Processor) => [...slotsOf(processor)];

  return {
    counts,
    free,
    running,
    async workOne(processor, id) {
      if (free(processor) <= 0 || slotsOf(processor).has(id)) return;
      const except = running(processor);
      const run = occupy(processor, id, async () => {
        const [claimed] = await claim(processor, { limit: 1, only: id, except });
        if (claimed) await work(processor, claimed);
      });
      await track(run);
    },
    async workDue(processor) {
      return await track(workThrough(processor));
    },
    async close() {
      for (const processor of used) {
        const { close } = await processor.load();
        await close?.(context);
      }
    },
    async drain(graceMs) {
      draining = true;
      const ended = Promise.allSettled(underWay);
      if (await endsWithin(ended, graceMs)) return;
      aborter.abort(new DOMException('the worker stops', 'AbortError'));
      if (await endsWithin(ended, afterAbortMs)) return;
      logger.warn({ count: underWay.size }, 'jobs that do not end are left to their leases');
    },
  };
}
