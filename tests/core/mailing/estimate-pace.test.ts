import { describe, expect, it } from 'vitest';
import { estimatePace, type PaceSample } from '../../../src/core/mailing/estimate-pace.js';

const second = 1_000;

/** Samples of each second in which so many messages ended. */
function samplesOf(perSecond: readonly number[]): PaceSample[] {
  let ended = 0;
  return [0, ...perSecond].map((count, index) => {
    ended += count;
    return { at: index * second, ended };
  });
}

describe('the pace of mail', () => {
  it('is unknown before there is something to compare', () => {
    expect(estimatePace([], 5)).toEqual({ perSecond: null, secondsLeft: null });
    expect(estimatePace([{ at: 0, ended: 3 }], 5)).toEqual({ perSecond: null, secondsLeft: null });
  });

  it('is what ended in a second, and tells when the rest will have ended', () => {
    expect(estimatePace(samplesOf([10, 20, 30]), 100)).toEqual({ perSecond: 20, secondsLeft: 5 });
  });

  it('promises no end while nothing goes on, and none when nothing is open', () => {
    expect(estimatePace(samplesOf([0, 0]), 100)).toEqual({ perSecond: 0, secondsLeft: null });
    expect(estimatePace(samplesOf([5]), 0)).toEqual({ perSecond: 5, secondsLeft: null });
  });

  it('is of the last half minute: what was before is forgotten', () => {
    const samples = samplesOf([...Array(60).fill(100), ...Array(30).fill(2)]);
    expect(estimatePace(samples, 10)).toEqual({ perSecond: 2, secondsLeft: 5 });
    expect(samples).toHaveLength(31);
  });

  it('is never below nothing, though messages are sent anew', () => {
    const samples = [
      { at: 0, ended: 10 },
      { at: second, ended: 4 },
    ];
    expect(estimatePace(samples, 6)).toEqual({ perSecond: 0, secondsLeft: null });
  });
});
