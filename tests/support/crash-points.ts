import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultRounds } from './fault-rounds.js';
import { makeTempFolder, removeFolder } from './temp.js';

export interface CrashPoint {
  name: string;
  /** Which one of its name, counted from 1. */
  number: number;
  side: 'before' | 'after';
}

/** Something `evm` does, told so that it can be interrupted at any point and finished later. */
export interface CrashScenario<State> {
  /** A fresh starting position, the same each time. */
  prepare(): Promise<State>;
  /** One attempt; `crashEnv` must reach the process that is to be killed. */
  attempt(
    state: State,
    crashEnv: Record<string, string>,
  ): Promise<{ signal: NodeJS.Signals | null; stderr: string }>;
  /** What a person or a worker does afterwards; the scenario must be finished when it resolves. */
  recover(state: State): Promise<void>;
  /** Throws when an invariant does not hold. `crash` is undefined for the undisturbed run. */
  check(state: State, crash: CrashPoint | undefined): Promise<void>;
  dispose(state: State): Promise<void>;
}

/**
 * Runs the scenario undisturbed to list its points, then once for each chosen point and side with
 * the process killed there, finished, and checked. Returns the points that were tried. An effect
 * that repeats under one name is tried at its first and last occurrence; with EVM_FAULT_ROUNDS=n at
 * up to n occurrences, evenly spread. Never tried is what only a slow process does.
 *
 * `thrifty` is for scenarios of several seconds: without EVM_FAULT_ROUNDS it leaves out what cannot
 * differ (see `chooseThriftily`). `only` limits the points to the names that it accepts.
 */
export async function crashEverywhere<State>(
  scenario: CrashScenario<State>,
  options: { thrifty?: boolean; only?: (name: string) => boolean } = {},
): Promise<CrashPoint[]> {
  const names = (await listPoints(scenario)).filter((name) => !onlyIfSlow.test(name));
  const isThrifty = options.thrifty && !process.env.EVM_FAULT_ROUNDS;
  const candidates = isThrifty ? chooseThriftily(names) : choosePoints(names, faultRounds(2));
  const points = candidates.filter(({ name }) => options.only?.(name) ?? true);
  const tried: CrashPoint[] = [];
  for (const point of points) tried.push(await crashOnce(scenario, point));
  return tried;
}

/**
 * What only a process does that was slow: it renews a lease, or asks anew about a message that waited for its
 * turn. In the run that lists the points it may come, and in those that follow not.
 */
const onlyIfSlow = /set "lease_until"|SET submission_began_at = NULL/;

/**
 * The points at which what is outside of the process can differ: after each named effect that
 * changes something, at its last occurrence, and before the first of all. Before an effect is the
 * same as after the one before it, and reading changes nothing.
 */
export function chooseThriftily(names: readonly string[]): CrashPoint[] {
  const changes = names.flatMap((name, index) =>
    /^sql select\b/i.test(name) || names.lastIndexOf(name) !== index
      ? []
      : [{ name, number: timesIn(names, name), side: 'after' as const }],
  );
  return [{ name: names[0] as string, number: 1, side: 'before' }, ...changes];
}

/** The points to try: for each name up to `perName` occurrences, each before and after. */
export function choosePoints(names: readonly string[], perName: number): CrashPoint[] {
  return [...new Set(names)].flatMap((name) =>
    spread(timesIn(names, name), perName).flatMap((number) => [
      { name, number, side: 'before' as const },
      { name, number, side: 'after' as const },
    ]),
  );
}

/** The names of the points that processes pass which `run` gives the variable to, in their order. */
export async function namesOfPoints(
  run: (env: Record<string, string>) => Promise<unknown>,
): Promise<string[]> {
  const folder = makeTempFolder();
  const file = join(folder, 'points');
  try {
    await run({ EVM_CRASH_COUNT: file });
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  } finally {
    removeFolder(folder);
  }
}

/** The variable that kills a process at the first point whose name matches. */
export function crashAtFirst(
  names: readonly string[],
  wanted: RegExp,
  side: CrashPoint['side'],
): Record<string, string> {
  const name = names.find((each) => wanted.test(each));
  if (name === undefined) throw new Error(`no point is called ${wanted}`);
  return crashAt({ name, number: 1, side });
}

/** The variable that kills a process there. */
export function crashAt({ name, number, side }: CrashPoint): { EVM_CRASH_AT: string } {
  return { EVM_CRASH_AT: `${number}:${side}:${name}` };
}

async function listPoints<State>(scenario: CrashScenario<State>): Promise<string[]> {
  const state = await scenario.prepare();
  try {
    const names = await namesOfPoints(async (env) => {
      await scenario.attempt(state, env);
      await scenario.recover(state);
      await scenario.check(state, undefined);
    });
    if (names.length === 0) throw new Error('the scenario passes no crash point');
    return names;
  } finally {
    await scenario.dispose(state);
  }
}

/**
 * Returns the point at which the process was killed. What runs side by side is grouped now so and now
 * otherwise, so that an effect may come less often than in the undisturbed run. Then the one before it
 * was the last, and is the one to die at.
 */
async function crashOnce<State>(
  scenario: CrashScenario<State>,
  point: CrashPoint,
): Promise<CrashPoint> {
  let told = '';
  for (let number = point.number; number > 0; number--) {
    const tried = { ...point, number };
    const end = await attemptAt(scenario, tried);
    if (end.isKilled) return tried;
    told = end.stderr;
  }
  throw new Error(`no process came to ${tellPoint({ ...point, number: 1 })}:\n${told}`);
}

/** `isKilled`: finished and checked as well; else the process ended without coming there. */
async function attemptAt<State>(
  scenario: CrashScenario<State>,
  point: CrashPoint,
): Promise<{ isKilled: boolean; stderr: string }> {
  const state = await scenario.prepare();
  try {
    const { signal, stderr } = await scenario.attempt(state, crashAt(point));
    if (signal === null) return { isKilled: false, stderr };
    if (signal !== 'SIGKILL') throw new Error(`it ended by ${signal}:\n${stderr}`);
    await scenario.recover(state);
    await scenario.check(state, point);
    return { isKilled: true, stderr };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`killed ${tellPoint(point)}: ${reason}`, { cause: error });
  } finally {
    await scenario.dispose(state);
  }
}

function tellPoint({ name, number, side }: CrashPoint): string {
  return `${side} point ${number} of ${name}`;
}

function timesIn(names: readonly string[], wanted: string): number {
  return names.filter((name) => name === wanted).length;
}

/** Up to `count` of the numbers from 1 to `last`, evenly spread. */
function spread(last: number, count: number): number[] {
  const chosen = Math.min(count, last);
  return Array.from({ length: chosen }, (_, index) =>
    Math.round(1 + (index * (last - 1)) / Math.max(chosen - 1, 1)),
  );
}
