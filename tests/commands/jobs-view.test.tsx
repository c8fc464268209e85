import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { JobsView } from '../../src/commands/jobs/live-jobs.js';
import type { Job } from '../../src/core/jobs/schema.js';

const counts = {
  waiting: 0,
  active: 3,
  completed: 0,
  failed: 0,
  held: 0,
  cancelled: 0,
  unknown: 0,
};

function job(number: number): Job {
  return {
    id: `0192aa10-0000-7000-8000-00000000000${number}`,
    kind: 'import',
    event: 'devday',
    status: 'active',
    state: 'claimed',
    progress: 25,
    attempts: 0,
    crashes: 0,
    error: null,
    file: `part-${number}.csv`,
    startedBy: 'organiser',
    createdAt: '2026-11-21T09:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  };
}

describe('the live view of jobs', () => {
  it('shows the counts and as many jobs as the screen has lines', () => {
    const list = { counts, jobs: [job(1), job(2), job(3)] };
    const { lastFrame } = render(<JobsView list={list} rows={2} colour={false} />);
    expect(lastFrame()?.split('\n')).toEqual([
      'waiting 0 · active 3 · completed 0 · failed 0',
      '0192aa10…0001 import   active     25 % devday · part-1.csv',
      '0192aa10…0002 import   active     25 % devday · part-2.csv',
    ]);
  });
});
