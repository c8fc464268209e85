import { describe, expect, it } from 'vitest';
import { machineTimeZone, readTimeZone } from '../../../src/core/events/time-zone.js';

describe('the name of a time zone', () => {
  it.each([
    ['Asia/Seoul', 'Asia/Seoul'],
    ['asia/seoul', 'Asia/Seoul'],
    [' America/New_York ', 'America/New_York'],
    ['utc', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('%s is %s', (text, zone) => {
    expect(readTimeZone(text)).toEqual({ kind: 'zone', zone });
  });

  it.each([
    ['Asia/Soul', 'Asia/Seoul'],
    ['Seoul', 'Asia/Seoul'],
    ['new york', 'America/New_York'],
  ])('%s is unknown and suggests %s', (text, suggestion) => {
    expect(readTimeZone(text)).toEqual({ kind: 'unknown', suggestion });
  });

  it.each(['+09:00', 'UTC+9', 'KST', '', 'Asia/Seoul; x', '../etc'])('"%s" is unknown', (text) => {
    expect(readTimeZone(text).kind).toBe('unknown');
  });

  it("is known of this machine's own zone", () => {
    expect(readTimeZone(machineTimeZone()).kind).toBe('zone');
  });
});
