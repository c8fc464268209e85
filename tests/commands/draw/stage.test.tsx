import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { render } from 'ink-testing-library';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { catalogue } from '../../../src/commands/catalogue.js';
import { stageFrames } from '../../../src/commands/draw/stage-frames.js';
import { StageView } from '../../../src/commands/draw/stage-view.js';
import { runMain } from '../../../src/commands/run-main.js';
import { makeEvent, registerPeople } from '../../core/events/sample-event.js';
import { createPlace, openTestContext } from '../../support/database.js';
import { runInProcess } from '../../support/run-main.js';

// ink draws nothing but the last picture in CI, and asks for that when it is loaded.
vi.hoisted(() => vi.stubEnv('CI', 'false'));

describe('the show of a draw', () => {
  it('rolls names ever slower to each winner, and ends with all of them', () => {
    const winners = ['#001 Kim', '#002 Lee', '#003 Park', '#004 Choi', '#005 Jung'];
    const frames = [...stageFrames(['a', 'b', 'c'], winners)];
    expect(frames.at(-1)).toMatchObject({ winners, rolling: undefined });
    for (const known of [0, 1, 4]) {
      const round = frames.filter(({ winners, rolling }) => winners.length === known && rolling);
      const pace = round.map(({ ms }) => ms);
      expect(pace).toEqual([...pace].sort((left, right) => left - right));
      expect(pace.at(-1)).toBeGreaterThan((pace[0] as number) * 2);
    }
    // Nobody is named before their turn.
    for (const { winners: shown } of frames) expect(winners.slice(0, shown.length)).toEqual(shown);
    const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    expect(seconds).toBeLessThan(30);
  });

  it('is never taller than the terminal, and has nothing that could steer it', () => {
    const winners = Array.from({ length: 50 }, (_, index) => `#${index} Kim\u001b[2J`);
    const view = (
      <StageView
        frame={{ winners, rolling: undefined, ms: 1 }}
        prize="iPad"
        rows={12}
        colour={false}
      />
    );
    const frame = render(view).lastFrame() ?? '';
    expect(frame.split('\n').length).toBeLessThanOrEqual(12);
    expect(frame).toContain('★ #49 Kim');
    expect(frame).not.toContain('\u001b[2J');
  });

  it('ends with Ctrl-C, and the result is there, stored before it began', async () => {
    const { env, slug } = await prepare();
    const signals = new EventEmitter();
    const stderr = terminal();
    const stdout = terminal();
    let shown = '';
    stderr.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (shown.includes('iPad')) signals.emit('SIGINT');
    });
    await runMain({
      argv: ['draw', 'run', '--event', slug, '--prize', 'iPad'],
      env: { TERM: 'xterm', ...env },
      cwd: process.cwd(),
      stdin: Object.assign(Readable.from([]), { isTTY: true }),
      stdout,
      stderr,
      signals,
      exit: () => undefined,
      version: () => '0.0.0-test',
      catalogue,
    });
    expect(shown).toContain('iPad');
    // Masked while it rolls, and the winner not yet named.
    expect(shown).not.toContain('★');
    expect(shown).toMatch(/#00\d K\*\*/);
    expect(shown).not.toContain('Kim');
    expect(stdout.read()?.toString()).toContain('Kim');
    const list = await runInProcess(['draw', 'list', '--event', slug, '--json'], { env });
    expect(list.json()).toMatchObject({ draws: [{ status: 'drawn', winners: [{ name: 'Kim' }] }] });
  });

  it.each([
    ['--quick', true],
    ['--json', true],
    ['--quiet', true],
    ['no terminal', false],
  ])('does not take place with %s', async (option, isTerminal) => {
    const { env, slug } = await prepare();
    const args = ['draw', 'run', '--event', slug, '--prize', 'iPad'];
    const run = await runInProcess([...args, ...(option.startsWith('--') ? [option] : [])], {
      env,
      terminal: isTerminal,
    });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('Kim');
  });
});

function terminal() {
  return Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
}

async function prepare() {
  const place = await createPlace('embedded');
  onTestFinished(async () => await place.remove());
  const context = await openTestContext(place);
  const event = await makeEvent(context);
  await registerPeople(context, event, 3);
  await context.close();
  return { env: place.env, slug: event.slug };
}
