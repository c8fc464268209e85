import { render } from 'ink-testing-library';
import { describe, expect, it, vi } from 'vitest';
import { showsLiveView } from '../../src/commands/output/choose-progress.js';
import { describeAmount, describePace } from '../../src/commands/output/describe-progress.js';
import { ProgressView } from '../../src/commands/output/ink-progress.js';
import { createLiveProgress, type LiveView } from '../../src/commands/output/live-progress.js';
import { createPlainProgress } from '../../src/commands/output/plain-progress.js';

describe('a stage in words', () => {
  const startedAt = 0;

  it('says how far it is, how fast, and how long it will take', () => {
    const stage = {
      name: 'writing',
      startedAt,
      latest: { done: 120_000, total: 300_000, unit: 'rows' },
    };
    expect(describeAmount(stage)).toBe('writing: 120,000 of 300,000 rows (40 %)');
    expect(describePace(stage, 5_000)).toBe('24,000 rows/s · 7.5 s left');
  });

  it('claims no rate from the first moment and no end that nobody knows', () => {
    const stage = { name: 'reading', startedAt, latest: { done: 50, unit: 'rows' } };
    expect(describeAmount(stage)).toBe('reading: 50 rows');
    expect(describePace(stage, 100)).toBe('');
    expect(describePace(stage, 1_000)).toBe('50 rows/s');
    expect(describeAmount({ ...stage, latest: undefined })).toBe('reading');
  });

  it('prefers the rate that it is given', () => {
    const latest = { done: 10, total: 20, unit: 'rows', rate: 5 };
    expect(describePace({ name: 'writing', startedAt, latest }, 1)).toBe('5 rows/s · 2.0 s left');
  });
});

describe('progress in a log', () => {
  it('is a line every five seconds and the end of each stage, not one per row', async () => {
    const lines: string[] = [];
    let now = 0;
    const progress = createPlainProgress({ write: (line) => lines.push(line), now: () => now });
    progress.stage('reading');
    for (let done = 0; done <= 120; done++) {
      now = done * 100;
      progress.update({ done, unit: 'rows' });
    }
    progress.stage('writing');
    await progress.finish();
    await progress.finish();
    expect(lines).toEqual([
      'reading: 50 rows · 10 rows/s',
      'reading: 100 rows · 10 rows/s',
      'reading: 120 rows · 10 rows/s',
      'writing',
    ]);
  });
});

describe('the live view', () => {
  it.each([
    ['both are terminals', {}, true, true, true],
    ['stderr is a pipe', {}, true, false, false],
    ['stdin is a pipe', {}, false, true, false],
    ['the terminal is dumb', { TERM: 'dumb' }, true, true, false],
    ['this is CI', { CI: 'true' }, true, true, false],
    ['CI says no', { CI: 'false' }, true, true, true],
  ])('is shown or not when %s', (_, env, input, output, shown) => {
    expect(showsLiveView({ env, stdin: { isTTY: input }, stderr: { isTTY: output } })).toBe(shown);
  });

  it('has two lines at most, cut to the terminal', () => {
    const counts = { created: 987, updated: 0, rejected: 10 };
    const latest = { done: 50, total: 100, unit: 'rows', counts };
    const stage = { name: 'writing', startedAt: 0, latest };
    const { lastFrame } = render(
      <ProgressView stage={stage} now={1000} elapsed={1000} colour={false} />,
    );
    const lines = (lastFrame() ?? '').split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^█{12}░{12} writing: 50 of 100 rows \(50 %\)$/);
    expect(lines[1]).toBe('50 rows/s · 1.0 s left · created 987 · updated 0 · rejected 10 · 1.0 s');
  });

  function fakeView() {
    const calls: string[] = [];
    const view: LiveView = {
      stage: (name) => void calls.push(`stage ${name}`),
      update: ({ done }) => void calls.push(`update ${done}`),
      writeAbove: (write) => write(),
      finish: async () => void calls.push('finish'),
    };
    return { calls, view };
  }

  it('is loaded with the first stage, and told the latest that was reported meanwhile', async () => {
    const { calls, view } = fakeView();
    const load = vi.fn(async () => () => view);
    const progress = createLiveProgress(load);
    expect(load).not.toHaveBeenCalled();
    progress.stage('reading');
    progress.stage('writing');
    for (let done = 1; done <= 1000; done++) progress.update({ done, unit: 'rows' });
    await vi.waitFor(() => expect(calls).toEqual(['stage writing', 'update 1000']));
    progress.update({ done: 1001, unit: 'rows' });
    await progress.finish();
    await progress.finish();
    expect(calls).toEqual(['stage writing', 'update 1000', 'update 1001', 'finish']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('never appears after a command that was quicker than its loading', async () => {
    const { calls, view } = fakeView();
    let loaded: (open: () => LiveView) => void = () => undefined;
    const loading = new Promise<() => LiveView>((resolve) => {
      loaded = resolve;
    });
    const progress = createLiveProgress(() => loading);
    progress.stage('reading');
    await progress.finish();
    loaded(() => view);
    await loading;
    expect(calls).toEqual([]);
  });

  it('opens again for a stage that follows a question', async () => {
    const { calls, view } = fakeView();
    const progress = createLiveProgress(async () => () => view);
    progress.stage('checking');
    await vi.waitFor(() => expect(calls).toEqual(['stage checking']));
    await progress.finish();
    progress.stage('writing');
    await vi.waitFor(() => expect(calls).toEqual(['stage checking', 'finish', 'stage writing']));
  });

  it('that cannot be loaded fails nothing', async () => {
    const progress = createLiveProgress(() => Promise.reject(new Error('no ink')));
    progress.stage('reading');
    progress.update({ done: 1, unit: 'rows' });
    await expect(progress.finish()).resolves.toBeUndefined();
  });
});
