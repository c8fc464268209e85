import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CommandSession, defineCommand } from '../../src/commands/define-command.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

function commandThat(run: (session: CommandSession) => Promise<unknown>) {
  const command = defineCommand({
    name: 'wait',
    summary: 'Wait',
    examples: [],
    run,
    render: () => ['done'],
  });
  return catalogueOf(command);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM'])('by %s aborts the command, which ends with 130', async (name) => {
    const signals = new EventEmitter();
    const catalogue = commandThat(async ({ signal }) => {
      signals.emit(name);
      await aborted(signal);
      signal.throwIfAborted();
    });
    const { exitCode, stderr } = await runInProcess(['wait'], { catalogue, signals });
    expect(exitCode).toBe(130);
    expect(stderr).toBe(
      `stopping; once more to stop at once\n✗ interrupted: stopped by ${name}  (INTERRUPTED)\n`,
    );
  });

  it('of a command that stops cleanly is no failure', async () => {
    const signals = new EventEmitter();
    const catalogue = commandThat(async ({ signal }) => {
      signals.emit('SIGTERM');
      await aborted(signal);
      return { drained: true };
    });
    const { exitCode, stdout } = await runInProcess(['wait'], { catalogue, signals });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('done\n');
  });

  it('that comes twice ends the process at once', async () => {
    const signals = new EventEmitter();
    const exits: number[] = [];
    const catalogue = commandThat(async ({ signal }) => {
      signals.emit('SIGINT');
      expect(exits).toEqual([]);
      signals.emit('SIGINT');
      signal.throwIfAborted();
    });
    await runInProcess(['wait'], { catalogue, signals, onExit: (code) => exits.push(code) });
    expect(exits).toEqual([130]);
  });

  it('reaches nobody once the command is over', async () => {
    const signals = new EventEmitter();
    await runInProcess(['wait'], { catalogue: commandThat(async () => ({})), signals });
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0);
  });
});

describe('a reader of stdout that goes away', () => {
  function brokenPipe(): Writable {
    return new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
  }

  it('ends the command quietly', async () => {
    const catalogue = commandThat(async () => ({ done: true }));
    const { exitCode, stderr } = await runInProcess(['wait'], { catalogue, stdout: brokenPipe() });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
  });

  it('stops a follower', async () => {
    const catalogue = commandThat(async (session) => {
      for (;;) await session.emit({ tick: true });
    });
    const { exitCode, stderr } = await runInProcess(['wait'], { catalogue, stdout: brokenPipe() });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
  });
});
