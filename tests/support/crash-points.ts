import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultRounds } from './fault-rounds.js';
import { makeTempFolder, removeFolder } from './temp.js';

export interface CrashPoint {
  /** Counted from 1 in the order of the undisturbed run. */
  number: number;
  name: string;
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
 * up to n occurrences, evenly spread.
 *
 * `thrifty` is for scenarios of several seconds: without EVM_FAULT_ROUNDS it leaves out what cannot
 * differ (see `chooseThriftily`). `only` limits the points to the names that it accepts.
 */
export async function crashEverywhere<State>(
  scenario: CrashScenario<State>,
  options: { thrifty?: boolean; only?: (name: string) => boolean } = {},
): Promise<CrashPoint[]> {
  const names = await listPoints(scenario);
  const isThrifty = options.thrifty && !process.env.EVM_FAULT_ROUNDS;
  const candidates = isThrifty ? chooseThriftily(names) : choosePoints(names, faultRounds(2));
  const points = candidates.filter(({ name }) => options.only?.(name) ?? true);
  for (const point of points) await crashOnce(scenario, point);
  return points;
}

/**
 * The points at which what is outside of the process can differ: after each named effect that
 * changes something, at its last occurrence, and before the first of all. Before an effect is the
 * same as after the one before it, and reading changes nothing.
 */
export function chooseThriftily(names: readonly string[]): CrashPoint[] {
  const changes = names.flatMap((name, index) =>
    /^sql select\b/i.test(name) || names.lastIndexOf(name) !== index
      ? []
      : [{ name, number: index + 1, side: 'after' as const }],
  );
  return [{ name: names[0] as string, number: 1, side: 'before' }, ...changes];
}

/** The points to try: for each name up to `perName` occurrences, each before and after. */
export function choosePoints(names: readonly string[], perName: number): CrashPoint[] {
  const numbersByName = new Map<string, number[]>();
  names.forEach((name, index) => {
    numbersByName.set(name, [...(numbersByName.get(name) ?? []), index + 1]);
  });
  return [...numbersByName]
    .flatMap(([name, numbers]) => spread(numbers, perName).map((number) => ({ name, number })))
    .sort((left, right) => left.number - right.number)
    .flatMap((point) => [
      { ...point, side: 'before' as const },
      { ...point, side: 'after' as const },
    ]);
}

async function listPoints<State>(scenario: CrashScenario<State>): Promise<string[]> {
  const folder = makeTempFolder();
  const file = join(folder, 'points');
  const state = await scenario.prepare();
  try {
    await scenario.attempt(state, { EVM_CRASH_COUNT: file });
    await scenario.recover(state);
    await scenario.check(state, undefined);
    const names = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    if (names.length === 0) throw new Error('the scenario passes no crash point');
    return names;
  } finally {
    await scenario.dispose(state);
    removeFolder(folder);
  }
}

async function crashOnce<State>(scenario: CrashScenario<State>, point: CrashPoint): Promise<void> {
  const state = await scenario.prepare();
  try {
    const env = { EVM_CRASH_AT: `${point.number}:${point.side}` };
    const { signal, stderr } = await scenario.attempt(state, env);
    if (signal !== 'SIGKILL') throw new Error(`the process was not killed there:\n${stderr}`);
    await scenario.recover(state);
    await scenario.check(state, point);
  } catch (error) {
    const where = `${point.side} point ${point.number} (${point.name})`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`killed ${where}: ${reason}`, { cause: error });
  } finally {
    await scenario.dispose(state);
  }
}

function spread(numbers: readonly number[], count: number): number[] {
  if (numbers.length <= count) return [...numbers];
  const last = numbers.length - 1;
  const chosen = Array.from({ length: count }, (_, index) =>
    Math.round((index * last) / Math.max(count - 1, 1)),
  );
  return chosen.map((index) => numbers[index] as number);
}
