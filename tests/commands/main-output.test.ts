import { describe, expect, it } from 'vitest';
import { defineCommand } from '../../src/commands/define-command.js';
import { exitCodes } from '../../src/core/runtime/exit-codes.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

const hostile = '\u001b[31m홍길동\u001b]0;owned\u0007\u202e\u009b2J';

const show = defineCommand({
  name: 'event show',
  summary: 'Show it',
  examples: [],
  async run(session) {
    session.note('reading the file');
    session.warn('one thing is odd');
    session.progress.stage('writing');
    session.progress.update({ done: 3, total: 4, unit: 'rows', counts: { created: 2 } });
    return { event: { name: hostile, rejected: 1 } };
  },
  render: ({ event }, io) => [`${io.good('✓')} ${event.name}`],
  exitCode: ({ event }) => (event.rejected > 0 ? exitCodes.rejectedRows : exitCodes.done),
});

const run = async (argv: string[], options: Parameters<typeof runInProcess>[1] = {}) =>
  await runInProcess(['event', 'show', ...argv], { catalogue: catalogueOf(show), ...options });

describe('what a command prints', () => {
  it('is its result on stdout, and everything else on stderr', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('✓ 홍길동\n');
    expect(stderr).toBe(
      [
        'reading the file',
        '! one thing is odd',
        'writing: 3 of 4 rows (75 %) · created 2',
        '',
      ].join('\n'),
    );
  });

  it('is exactly one JSON document with --json, with the data as it is and nothing on stderr', async () => {
    const { exitCode, stdout, stderr, json } = await run(['--json']);
    expect(exitCode).toBe(3);
    expect(stderr).toBe('');
    expect(json()).toEqual({ event: { name: hostile, rejected: 1 } });
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  it('leaves out notes and progress with --quiet, but not warnings', async () => {
    const { stdout, stderr } = await run(['-q']);
    expect(stdout).toBe('✓ 홍길동\n');
    expect(stderr).toBe('! one thing is odd\n');
  });

  it.each([
    ['a pipe', {}, [], false],
    ['a terminal', { terminal: true }, ['-q'], true],
    ['a terminal with NO_COLOR', { terminal: true, env: { NO_COLOR: '1' } }, ['-q'], false],
    ['a terminal with --no-color', { terminal: true }, ['--no-color', '-q'], false],
    ['a dumb terminal', { terminal: true, env: { TERM: 'dumb' } }, [], false],
  ])('on %s has colours only where they are wanted', async (_, options, argv, coloured) => {
    const { stdout } = await run(argv, options);
    expect(stdout.includes('\u001b[32m✓')).toBe(coloured);
  });

  it('never lets names from files paint the terminal, even where colours are wanted', async () => {
    const { stdout } = await run(['-q'], { terminal: true });
    expect(stdout).toBe('\u001b[32m✓\u001b[39m 홍길동\n');
  });
});

describe('a follower or exporter', () => {
  const follow = defineCommand({
    name: 'jobs watch',
    summary: 'Follow',
    examples: [],
    async run(session) {
      await session.emit({ job: 1 });
      await session.emit({ job: 2 });
      await session.write(Buffer.from('raw\n'));
      return undefined;
    },
    render: (data: unknown) => [`job ${(data as { job: number }).job}`],
  });

  it('prints JSON lines with --json, and its own bytes', async () => {
    const { exitCode, stdout } = await runInProcess(['jobs', 'watch', '--json'], {
      catalogue: catalogueOf(follow),
    });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('{"job":1}\n{"job":2}\nraw\n');
  });

  it('prints lines for people without', async () => {
    const { stdout } = await runInProcess(['jobs', 'watch'], { catalogue: catalogueOf(follow) });
    expect(stdout).toBe('job 1\njob 2\nraw\n');
  });
});
