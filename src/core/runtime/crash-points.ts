import { appendFileSync } from 'node:fs';

/**
 * The single hook around every effect on the outside world: an SQL statement or transaction that
 * writes, a file that is written, synced, renamed or removed, a queue call, a socket write, an SMTP
 * phase. Fault tests enumerate the points of a scenario and kill the process before and after each.
 *
 * `name` says what the effect does, for example `imports: commit rows`; it holds no data. Points may
 * nest. Returns what `effect` returns.
 *
 * Two environment variables arm it, read once when this module loads; without them the effect is
 * called and nothing else happens:
 * - `EVM_CRASH_COUNT=<file>`: the name of each point is appended to the file before its effect.
 * - `EVM_CRASH_AT=<n>:before|after:<name>`: the process kills itself with SIGKILL at the n-th point
 *   of that name (counted from 1, in the order in which they begin), before its effect or after its
 *   end, a failure included. Points are counted by name because effects that run side by side begin
 *   now in one order and now in another.
 */
export function crashPoint<Result>(name: string, effect: () => Promise<Result>): Promise<Result> {
  return armed ? passPoint(name, effect) : effect();
}

/** The same for an effect that is carried out at once, without waiting. */
export function crashPointSync<Result>(name: string, effect: () => Result): Result {
  if (!armed) return effect();
  const side = reachPoint(name);
  if (side === 'before') dieAtOnce();
  try {
    return effect();
  } finally {
    if (side === 'after') dieAtOnce();
  }
}

const countFile = process.env.EVM_CRASH_COUNT || undefined;
const crash = parseCrash(process.env.EVM_CRASH_AT);
const armed = countFile !== undefined || crash !== undefined;
/** How many points of the name at which the process is to die it has begun. */
let passed = 0;

/** False in every normal run; lets a caller leave out wrapping that would cost something. */
crashPoint.enabled = armed;

async function passPoint<Result>(name: string, effect: () => Promise<Result>): Promise<Result> {
  const side = reachPoint(name);
  if (side === 'before') dieAtOnce();
  try {
    return await effect();
  } finally {
    if (side === 'after') dieAtOnce();
  }
}

/** Counts a point; on which side of it the process is to die, if it is. */
function reachPoint(name: string): 'before' | 'after' | undefined {
  if (countFile) appendFileSync(countFile, `${name}\n`);
  if (name !== crash?.name) return undefined;
  passed++;
  return passed === crash.number ? crash.side : undefined;
}

// Never returns, so that not one statement runs between the signal and its delivery.
function dieAtOnce(): never {
  for (;;) process.kill(process.pid, 'SIGKILL');
}

interface Crash {
  number: number;
  side: 'before' | 'after';
  name: string;
}

function parseCrash(text: string | undefined): Crash | undefined {
  if (!text) return undefined;
  const match = /^([1-9]\d*):(before|after):(.+)$/.exec(text);
  if (!match) throw new Error('EVM_CRASH_AT must be <n>:before:<name> or <n>:after:<name>');
  return { number: Number(match[1]), side: match[2] as Crash['side'], name: match[3] as string };
}
