import { describe, expect, it } from 'vitest';
import {
  createSubmissionLine,
  type PlaceInLine,
  type SubmissionLine,
} from '../../../src/core/mailing/submission-line.js';

describe('the line in front of a mail server', () => {
  const { signal } = new AbortController();

  /** How many of those who ask may begin before anybody has left. */
  async function admitted(line: SubmissionLine, asking = 40): Promise<PlaceInLine[]> {
    const places: PlaceInLine[] = [];
    for (let index = 0; index < asking; index++) {
      void line.join(new AbortController().signal).then((place) => places.push(place));
    }
    await new Promise((resolve) => setImmediate(resolve));
    return places;
  }

  /** A line whose conversations have all lasted so long, as has each beginning. */
  async function lineAfter(
    lastedMs: number,
    connections: number,
    beginMs = 10,
  ): Promise<SubmissionLine> {
    let now = 0;
    const line = createSubmissionLine(connections, () => now);
    for (let round = 0; round < 50; round++) {
      const place = await line.join(signal);
      await place.begin(async () => {
        now += beginMs;
      });
      await place.turn(signal);
      now += lastedMs;
      place.leave();
    }
    return line;
  }

  it('lets a single message be begun ahead of a slow server', async () => {
    expect(await admitted(await lineAfter(2_000, 5))).toHaveLength(6);
    expect(await admitted(await lineAfter(2_000, 1))).toHaveLength(2);
    expect(await admitted(createSubmissionLine(5))).toHaveLength(6);
  });

  it('lets more be begun ahead of a quick one, but never many', async () => {
    expect(await admitted(await lineAfter(1, 5))).toHaveLength(15);
    expect(await admitted(await lineAfter(1, 1))).toHaveLength(9);
  });

  it('lets more be begun ahead when that takes longer', async () => {
    expect(await admitted(await lineAfter(50, 5, 5))).toHaveLength(6);
    expect(await admitted(await lineAfter(50, 5, 40))).toHaveLength(11);
  });

  it('has no more conversations at a time than connections, in the order of asking', async () => {
    const line = await lineAfter(1, 2);
    const talking: number[] = [];
    const places = await admitted(line, 4);
    const turns = places.map(async (place, index) => {
      await place.turn(signal);
      talking.push(index);
    });
    await Promise.all(turns.slice(0, 2));
    expect(talking).toEqual([0, 1]);
    places[0]?.leave();
    await turns[2];
    expect(talking).toEqual([0, 1, 2]);
    places[1]?.leave();
    await turns[3];
    expect(talking).toEqual([0, 1, 2, 3]);
  });

  it('keeps nobody who is stopped, and loses no place by that', async () => {
    const line = await lineAfter(2_000, 1);
    const stopped = new AbortController();
    const [first, second] = (await admitted(line, 2)) as [PlaceInLine, PlaceInLine];
    await first.turn(signal);
    const waiting = [second.turn(stopped.signal), line.join(stopped.signal)] as const;
    stopped.abort();
    await waiting[0];
    second.leave();
    (await waiting[1]).leave();
    const others = await admitted(line);
    expect(others).toHaveLength(1);
    first.leave();
    await others[0]?.turn(signal);
  });
});
