import type { Context } from '../core/runtime/context.js';
import { listDueIds } from '../core/runtime/ledger/ledger-repository.js';
import type { DoorbellQueue } from '../core/runtime/queue/doorbell-queue.js';
import type { Maintenance, Processor } from './catalogue.js';
import { runMaintenance } from './run-maintenance.js';
import type { Runner } from './runner.js';

export interface Sweeper {
  /** Looks once at all ledgers, and begins the maintenance when it is time. Never throws: a database that is away is asked again next time. */
  sweep(): Promise<void>;
  start(): void;
  /** No sweep begins any more; resolves when the one under way and the maintenance have ended. */
  stop(): Promise<void>;
}

/**
 * Rings for due and abandoned rows, so that a lost ring, a lost worker or a lost queue costs a delay
 * and nothing else. Where the queue cannot be rung for a row, or one is still due after it was rung, what
 * is due is worked through here: the queue may be deaf, and the ledger is enough.
 *
 * Beside the first sweep and then as often as each task asks it does the maintenance; no sweep waits for
 * that.
 *
 * It rings for no more rows than this worker has room for, and works through the rows itself where there
 * are more. A worker that is full rings for nobody; its rings would only pile up in front of it.
 */
export function createSweeper(
  context: Context,
  options: {
    processors: readonly Processor[];
    maintenance: readonly Maintenance[];
    queue: DoorbellQueue;
    runner: Runner;
  },
): Sweeper {
  const { database, logger, config, clock } = context;
  const { processors, maintenance, queue, runner } = options;
  let rung = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;
  const lastDone = new Map<string, number>();
  let maintaining: Promise<void> | undefined;

  async function sweepOne(processor: Processor, rungNow: Set<string>): Promise<void> {
    const { ledger } = processor.source;
    const room = runner.free(processor);
    if (room <= 0) return;
    const except = runner.running(processor);
    const due = await listDueIds(database.knex, ledger, { limit: room + 1, except });
    // More than rings could bring are worked through here, without waiting for the next sweep.
    let isUnheard = due.length > room;
    if (!isUnheard) {
      for (const id of due) {
        const heard = !rung.has(id) && (await processor.source.ring(queue, id));
        if (heard) rungNow.add(id);
        else isUnheard = true;
      }
    }
    if (!isUnheard) return;
    // Not awaited: the other ledgers must not wait for this one's work.
    void runner.workDue(processor).catch((err: unknown) => {
      logger.warn({ err, jobKind: ledger.kind }, 'due jobs could not be claimed');
    });
  }

  function maintain(): void {
    if (maintaining) return;
    const at = clock.now().getTime();
    const due = maintenance.filter(({ name, everySeconds }) => {
      const last = lastDone.get(name);
      return last === undefined || at - last >= everySeconds * 1000;
    });
    if (due.length === 0) return;
    for (const { name } of due) lastDone.set(name, at);
    maintaining = runMaintenance(context, due).finally(() => {
      maintaining = undefined;
    });
  }

  async function sweep(): Promise<void> {
    maintain();
    const rungNow = new Set<string>();
    for (const processor of processors) {
      try {
        await sweepOne(processor, rungNow);
      } catch (err) {
        logger.warn({ err, jobKind: processor.source.ledger.kind }, 'a ledger could not be swept');
      }
    }
    rung = rungNow;
  }

  return {
    sweep,
    start() {
      const again = () => {
        current ??= sweep().finally(() => {
          current = undefined;
        });
      };
      timer = setInterval(again, config.worker.sweepSeconds * 1000);
      again();
    },
    async stop() {
      clearInterval(timer);
      await Promise.all([current, maintaining]);
    },
  };
}
