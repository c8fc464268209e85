import { describe, expect, it } from 'vitest';
import { plainSummary } from './plain-summary-reporter.js';

describe('the closing line of a test run', () => {
  it('counts passed, failed and skipped tests over all files', () => {
    const files = [file(['passed', 'passed', 'skipped']), file(['failed', 'passed'])];
    expect(plainSummary(files, 0)).toBe('3 passed, 1 failed, 1 skipped');
  });

  it('counts a file that could not be loaded and errors outside of tests as failures', () => {
    expect(plainSummary([file([], 1), file(['passed'])], 2)).toBe('1 passed, 3 failed, 0 skipped');
  });

  it('counts a test that never ran as failed', () => {
    expect(plainSummary([file(['pending'])], 0)).toBe('0 passed, 1 failed, 0 skipped');
  });
});

function file(states: string[], errors = 0) {
  return {
    errors: () => Array.from({ length: errors }, () => ({ message: 'broken' })),
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  };
}
