/**
 * Simulated events: when each participant arrives. The kinds are drawn from what doors see (a rush at the
 * start, trains, a keynote, a second wave), not from the shapes that the forecast considers.
 */

export interface SimulatedEvent {
  kind: string;
  registered: number;
  startsAt: number;
  endsAt: number;
  /** Milliseconds since 1970, in order, all before the end. */
  arrivals: number[];
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const minute = 60_000;
const startsAt = Date.parse('2030-12-01T00:00:00Z');

type Random = () => number;
/** Minutes after the start at which one person comes. */
type Draw = () => number;

const kinds: Record<string, (random: Random, duration: number) => Draw> = {
  rush: (random) => {
    const peak = between(random, -25, 10);
    const width = between(random, 15, 35);
    const late = between(random, 0.05, 0.25);
    return () => (random() < late ? between(random, 0, 300) : peak + width * normal(random));
  },
  queue: (random) => {
    const scale = between(random, 12, 35);
    const steps = 2 + Math.floor(random() * 3);
    return () =>
      -60 + scale * Array.from({ length: steps }, () => -Math.log(1 - random())).reduce(add);
  },
  halves: (random, duration) => {
    const afternoon = between(random, 0.2, 0.5);
    const after = between(random, 0.45, 0.6) * duration;
    return () => (random() < afternoon ? after + 22 * normal(random) : -5 + 25 * normal(random));
  },
  keynote: (random, duration) => {
    const at = between(random, 0.2, 0.45) * duration;
    const early = between(random, 0.2, 0.5);
    return () => (random() < early ? 30 * normal(random) : at - 15 + 25 * normal(random));
  },
  open: (random, duration) => {
    const shape = between(random, 1.3, 2.2);
    return () => duration * (1 - random() ** (1 / shape)) ** 1.3;
  },
  trains: (random) => {
    const trains = Array.from({ length: 6 + Math.floor(random() * 6) }, (_, index) => ({
      at: -50 + index * between(random, 14, 24),
      people: random() ** 2 + 0.1,
    }));
    const all = trains.map(({ people }) => people).reduce(add);
    return () => {
      let left = random() * all;
      const train =
        trains.find(({ people }) => {
          left -= people;
          return left <= 0;
        }) ?? trains[0];
      return (train?.at ?? 0) + 4 - 3 * Math.log(1 - random());
    };
  },
};

export const kindNames: readonly string[] = Object.keys(kinds);

/** One event of this kind, and `others` of the same habits before it. */
export function simulateEvents(
  random: Random,
  { kind, others }: { kind: string; others: number },
): { event: SimulatedEvent; past: SimulatedEvent[] } {
  const duration = between(random, 180, 600);
  const turnout = between(random, 0.45, 0.95);
  const draw = (kinds[kind] as (random: Random, duration: number) => Draw)(random, duration);
  const simulate = (): SimulatedEvent => {
    const registered = Math.round(150 * 30 ** random());
    const own = Math.min(0.98, Math.max(0.3, turnout + 0.05 * normal(random)));
    const people = Math.round(registered * own);
    // Weather, trains, breakfast: the whole event comes a little earlier or later than the last.
    const shift = 6 * normal(random);
    const minutes = Array.from({ length: people }, () => draw() + shift);
    const arrivals = minutes
      .map((at) => startsAt + Math.min(duration - 0.01, Math.max(-60, at)) * minute)
      .sort((one, other) => one - other);
    return { kind, registered, startsAt, endsAt: startsAt + duration * minute, arrivals };
  };
  const past = Array.from({ length: others }, simulate);
  return { event: simulate(), past };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Standard normal (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function add(one: number, other: number): number {
  return one + other;
}
