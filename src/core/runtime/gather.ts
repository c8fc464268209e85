import { setImmediate as nextTurn } from 'node:timers/promises';

/** Does something for one item, together with whatever else is asked for at the time. */
export type Gathered<Item, Result> = (item: Item) => Promise<Result>;

/** How long to wait for company: until there are `enough`, at most `pauseMs`. */
export interface Company {
  enough: number;
  pauseMs: number;
}

const nobodyElse: Company = { enough: 1, pauseMs: 0 };
const most = 200;

/**
 * Makes one call of many: items that are asked for in one turn, or while a call is under way, go together
 * in the next, so that under load a statement serves a dozen rows.
 *
 * `act` returns a result for each item, in their order. What the database has refused for several is tried
 * for each alone, so that one item's trouble is its own.
 */
export function gather<Item, Result>(
  act: (items: readonly Item[]) => Promise<readonly Result[]>,
  { enough, pauseMs }: Company = nobodyElse,
): Gathered<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isRunning = false;
  let endPause: (() => void) | undefined;

  async function pause(): Promise<void> {
    if (waiting.length >= enough) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    endPause = undefined;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn();
      await pause();
      await settle(act, waiting.splice(0, most));
    }
    isRunning = false;
  }

  return async (item) =>
    await new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length >= enough) endPause?.();
      if (isRunning) return;
      isRunning = true;
      void run();
    });
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Never throws: whoever waits hears of it. */
async function settle<Item, Result>(
  act: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await act(batch.map(({ item }) => item));
    batch.forEach(({ resolve }, index) => {
      resolve(results[index] as Result);
    });
  } catch (error) {
    if (batch.length > 1 && isSurelyUndone(error)) {
      await Promise.all(batch.map(async (one) => await settle(act, [one])));
      return;
    }
    for (const { reject } of batch) reject(error);
  }
}

/**
 * The server has answered with an SQLSTATE, so nothing of the statement stands. Without an answer it may
 * have been committed, and must not be done twice.
 */
function isSurelyUndone(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && /^(?!08|57P)(?=.*\d)[0-9A-Z]{5}$/.test(code);
}
