import { describe, expect, it } from 'vitest';
import { fixedClock, systemClock } from '../../../src/core/runtime/clock.js';
import { createIds, randomIdBytes } from '../../../src/core/runtime/ids.js';
import { createSeededRandom, createSystemRandom } from '../../../src/core/runtime/random.js';

describe('ids', () => {
  it('are UUIDs of version 7 that begin with the time', () => {
    const clock = fixedClock('2026-11-20T12:00:00.123Z');
    const id = createIds(clock, createSeededRandom(1)).next();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(clock.now().getTime());
  });

  it('sort in the order in which they were made, within a millisecond too', () => {
    const clock = fixedClock('2026-11-20T12:00:00Z');
    const ids = createIds(clock, createSystemRandom());
    const made: string[] = [];
    for (let index = 0; index < 10_000; index++) {
      if (index % 1_000 === 999) clock.advance(1);
      made.push(ids.next());
    }
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('go on in order when the clock goes back', () => {
    const clock = fixedClock('2026-11-20T12:00:00Z');
    const ids = createIds(clock, createSystemRandom());
    const before = ids.next();
    clock.advance(-60_000);
    expect(ids.next() > before).toBe(true);
  });

  it('differ between processes that make them in the same millisecond', () => {
    const clock = fixedClock('2026-11-20T12:00:00Z');
    const made = Array.from({ length: 1_000 }, () => createIds(clock, createSystemRandom()).next());
    expect(new Set(made).size).toBe(1_000);
  });
});

describe('random ids', () => {
  it('are UUIDs of version 4, no two the same', () => {
    const random = createSystemRandom();
    const made = Array.from({ length: 1_000 }, () => randomIdBytes(random).toString('hex'));
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(new Set(made).size).toBe(1_000);
  });
});

describe('random bytes', () => {
  it('belong to the caller: nobody gets them a second time', () => {
    const random = createSystemRandom();
    const first = random.bytes(16);
    const copy = Buffer.from(first);
    const others = Array.from({ length: 10_000 }, () => random.bytes(16).toString('hex'));
    expect(first.equals(copy)).toBe(true);
    expect(new Set([...others, first.toString('hex')]).size).toBe(10_001);
    first.fill(0);
    expect(random.bytes(16).equals(Buffer.alloc(16))).toBe(false);
  });

  it.each([0, 1, 16, 48 * 1024, 48 * 1024 + 1, 200_000])('are as many as wanted: %i', (length) => {
    expect(createSystemRandom().bytes(length)).toHaveLength(length);
  });

  it('of a seed are the same again, of another seed others', () => {
    const bytes = (seed: number) => createSeededRandom(seed).bytes(32).toString('hex');
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
    expect(bytes(0)).not.toBe('00'.repeat(32));
  });
});

describe('the clock', () => {
  it('of the system goes on, a fixed one stands until it is moved', () => {
    const before = Date.now();
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
    const clock = fixedClock('2026-01-01T00:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
    clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  });
});
