/**
 * `npm run bench:forecast [-- --events 200 --seed 1]`: forecasts simulated events at 10, 25, 50 and 75 % of
 * their time and prints the mean error of the final number, beside that of "the same rate continues".
 */
import { parseArgs } from 'node:util';
import { binCount } from '../src/core/attendance/forecast/arrival-shapes.js';
import {
  forecastAttendance,
  type PastEvent,
} from '../src/core/attendance/forecast/forecast-attendance.js';
import { kindNames, type SimulatedEvent, seededRandom, simulateEvents } from './arrival-curves.js';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const perKind = Number(values.events);
const hour = 60 * 60_000;

interface Score {
  same: number[];
  ours: number[];
  informed: number[];
  covered: number[];
}
const moments = [0.1, 0.25, 0.5, 0.75];
const scores = new Map(moments.map((part) => [part, emptyScore()]));
const byKind = new Map(kindNames.map((kind) => [kind, emptyScore()]));
let tooLittle = 0;
let elapsed = 0;
let forecasts = 0;

const random = seededRandom(Number(values.seed));
for (const kind of kindNames) {
  for (let count = 0; count < perKind; count++) {
    const { event, past } = simulateEvents(random, { kind, others: 5 });
    for (const part of moments) measure(event, past.map(toPast), part);
  }
}
report();

function measure(event: SimulatedEvent, past: PastEvent[], part: number): void {
  const now = event.startsAt + part * (event.endsAt - event.startsAt);
  const come = event.arrivals.filter((at) => at <= now);
  const final = event.arrivals.length;
  const began = performance.now();
  const ours = forecastOf(event, { come, now, past: [] });
  elapsed += performance.now() - began;
  forecasts += 1;
  const informed = forecastOf(event, { come, now, past });
  if (ours.kind !== 'forecast' || informed.kind !== 'forecast') {
    tooLittle += 1;
    return;
  }
  const first = come[0] as number;
  const rate = come.length / (now - first);
  const same = Math.min(event.registered, come.length + rate * (event.endsAt - now));
  const error = (value: number) => Math.abs(value - final) / final;
  for (const score of [scores.get(part), byKind.get(event.kind)]) {
    score?.same.push(error(same));
    score?.ours.push(error(ours.expectedFinalAttendance));
    score?.informed.push(error(informed.expectedFinalAttendance));
    score?.covered.push(Number(final >= ours.interval.low && final <= ours.interval.high));
  }
}

function forecastOf(
  event: SimulatedEvent,
  seen: { come: readonly number[]; now: number; past: PastEvent[] },
) {
  return forecastAttendance({
    now: seen.now,
    registered: event.registered,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    utcOffsetMs: 9 * hour,
    arrivals: seen.come.map((at) => ({ at, gateId: 'gate', arrivals: 1 })),
    gates: [],
    past: seen.past,
  });
}

function toPast({ arrivals, registered, startsAt, endsAt }: SimulatedEvent): PastEvent {
  const opensAt = startsAt - hour;
  const width = (endsAt - opensAt) / binCount;
  let come = 0;
  const cumulative = Float64Array.from({ length: binCount }, (_, bin) => {
    const until = opensAt + (bin + 1) * width;
    while (come < arrivals.length && (arrivals[come] as number) < until) come += 1;
    return come / arrivals.length;
  });
  return { turnout: arrivals.length / registered, cumulative };
}

function report(): void {
  const rows = (entries: Iterable<[number | string, Score]>) =>
    [...entries].map(([name, score]) => ({
      '': typeof name === 'number' ? `${name * 100} % of the event` : name,
      'same rate': percent(score.same),
      'evm, no past events': percent(score.ours),
      'evm, five past events': percent(score.informed),
      'in the interval': percent(score.covered),
    }));
  process.stdout.write(`${perKind} events of each kind, seed ${values.seed}; mean error\n`);
  console.table(rows(scores));
  console.table(rows(byKind));
  process.stdout.write(
    `${tooLittle} times too little to say; ${(elapsed / forecasts).toFixed(1)} ms a forecast\n`,
  );
}

function emptyScore(): Score {
  return { same: [], ours: [], informed: [], covered: [] };
}

function percent(numbers: readonly number[]): string {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
  return `${(mean * 100).toFixed(1)} %`;
}
